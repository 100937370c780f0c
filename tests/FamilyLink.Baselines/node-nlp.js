// Learns the sentences of standard input and says of others what they are: {"learned": [[text, topic, signal]…], "asked": [text…], "turns": how often} to
// {"opinions": [[topic, score, signal, score]…], "each": microseconds}. The folder of node_modules is the first argument.
const path = require('node:path');
const { NlpManager } = require(require.resolve('node-nlp', { paths: [path.resolve(process.argv[2])] }));

const read = async () => {
  const parts = [];
  for await (const part of process.stdin) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString('utf8'));
};

const learn = async (sentences, label) => {
  // 'xx' is its own name for a language that it has no rules for, which Lao, Thai in chat and Lao in Latin letters are.
  const manager = new NlpManager({ languages: ['xx'], autoSave: false, nlu: { log: false, useNoneFeature: false }, forceNER: false });
  for (const sentence of sentences) manager.addDocument('xx', sentence[0], sentence[label]);
  await manager.train();
  return manager;
};

(async () => {
  const { learned, asked, turns } = await read();
  const topics = await learn(learned, 1);
  const signals = await learn(learned, 2);
  let opinions, begun;
  for (let turn = 0; turn < turns; turn++) {
    opinions = [];
    begun = process.hrtime.bigint();
    for (const text of asked) {
      const topic = await topics.process('xx', text);
      const signal = await signals.process('xx', text);
      opinions.push([topic.intent, topic.score, signal.intent, signal.score]);
    }
  }

  const each = Number(process.hrtime.bigint() - begun) / 1000 / Math.max(1, asked.length);
  process.stdout.write('\n' + JSON.stringify({ opinions, each }) + '\n');
})();
