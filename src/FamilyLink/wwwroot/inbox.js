// Shows what has changed without a reload; without this script the page loads itself anew every minute.
if (window.EventSource) {
  const sound = document.getElementById('sound');
  const urgent = () => new Set([...document.querySelectorAll('#rows [data-urgent]')].map(row => row.dataset.id));
  document.getElementById('live').hidden = false;
  try { sound.checked = localStorage.getItem('inbox-sound') === 'on'; } catch { /* no storage: off */ }
  sound.addEventListener('change', () => { try { localStorage.setItem('inbox-sound', sound.checked ? 'on' : 'off'); } catch { /* forgotten with the page */ } });

  const ring = () => {
    const context = new AudioContext();
    for (let i = 0; i < 3; i++) {
      const tone = context.createOscillator();
      tone.frequency.value = 880;
      tone.connect(context.destination);
      tone.start(context.currentTime + i * 0.4);
      tone.stop(context.currentTime + i * 0.4 + 0.2);
    }
  };

  let loading = false, again = false;
  const load = async () => {
    if (loading) { again = true; return; }
    loading = true;
    try {
      const answer = await fetch(location.href, { redirect: 'error', cache: 'no-store' });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const rows = page.getElementById('rows');
      if (!rows) return;
      const before = urgent();
      const focused = document.activeElement?.closest?.('#rows [data-id]')?.dataset.id;
      document.getElementById('rows').replaceWith(rows);
      if (focused) rows.querySelector(`[data-id="${focused}"] a`)?.focus();
      if (sound.checked && [...urgent()].some(id => !before.has(id))) ring();
    } catch { /* not reached, or signed out: the next change, or the next page, tells */ } finally {
      loading = false;
      if (again) { again = false; load(); }
    }
  };

  new EventSource('/inbox/changes').addEventListener('changed', event => {
    if (event.data !== document.getElementById('rows').dataset.mark) load();
  });
}
