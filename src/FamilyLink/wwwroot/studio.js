// Records with the browser's microphone and puts the sound into the form's file field; the page works without it.
const form = document.getElementById('studio');
if (form && navigator.mediaDevices && window.MediaRecorder && window.DataTransfer) {
  const [start, stop, clock, wave, listen, file] = ['start', 'stop', 'clock', 'wave', 'listen', 'Sound'].map(id => document.getElementById(id));
  document.getElementById('recorder').hidden = false;
  let recorder, begun, ticking, chunks;

  const draw = async blob => {
    const context = new AudioContext();
    try {
      const samples = (await context.decodeAudioData(await blob.arrayBuffer())).getChannelData(0);
      const pen = wave.getContext('2d');
      const step = Math.max(1, Math.floor(samples.length / wave.width));
      pen.clearRect(0, 0, wave.width, wave.height);
      pen.fillStyle = getComputedStyle(form).color;
      for (let x = 0; x < wave.width; x++) {
        let loudest = 0;
        for (let i = x * step; i < (x + 1) * step && i < samples.length; i++) loudest = Math.max(loudest, Math.abs(samples[i]));
        const height = Math.max(1, loudest * wave.height);
        pen.fillRect(x, (wave.height - height) / 2, 1, height);
      }
      wave.hidden = false;
    } catch { wave.hidden = true; } finally { context.close(); }
  };

  const show = blob => {
    listen.src = URL.createObjectURL(blob);
    listen.hidden = false;
    draw(blob);
  };

  file.addEventListener('change', () => { if (file.files[0]) show(file.files[0]); });

  start.addEventListener('click', async () => {
    let stream;
    try { stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } }); }
    catch { document.getElementById('no-microphone').hidden = false; return; }
    chunks = [];
    recorder = new MediaRecorder(stream);
    recorder.ondataavailable = event => { if (event.data.size > 0) chunks.push(event.data); };
    recorder.onstop = () => {
      clearInterval(ticking);
      stream.getTracks().forEach(track => track.stop());
      const blob = new Blob(chunks, { type: recorder.mimeType });
      const files = new DataTransfer();
      files.items.add(new File([blob], 'recording', { type: recorder.mimeType }));
      file.files = files.files;
      show(blob);
      [start.disabled, stop.disabled] = [false, true];
    };
    recorder.start();
    begun = Date.now();
    ticking = setInterval(() => {
      const seconds = (Date.now() - begun) / 1000;
      clock.textContent = seconds.toFixed(1);
      if (seconds >= 60) recorder.stop();
    }, 100);
    [start.disabled, stop.disabled] = [true, false];
  });

  stop.addEventListener('click', () => recorder.stop());

  // Who spoke the last sentence speaks the next one too.
  for (const name of ['Speaker', 'Dialect']) {
    const field = form.elements[name];
    if (!field.value) field.value = sessionStorage.getItem('studio.' + name) || '';
    form.addEventListener('submit', () => sessionStorage.setItem('studio.' + name, field.value));
  }
}
