// Counts and checks while somebody types; the page works without it.
const form = document.querySelector('form[data-measure]');
if (form) {
  const text = form.querySelector('textarea');
  let timer;
  text.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const answer = await fetch(form.dataset.measure, { method: 'POST', body: text.value, headers: { 'Content-Type': 'text/plain' } });
      if (!answer.ok) return;
      const found = await answer.json();
      document.getElementById('measured').textContent = found.measured;
      document.getElementById('preview').textContent = found.preview;
      document.getElementById('faults').replaceChildren(...found.faults.map(fault => Object.assign(document.createElement('li'), { textContent: fault })));
    }, 250);
  });
}
