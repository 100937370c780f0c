// One JSON request a line on standard input, one JSON answer a line on standard output, in the same order.
// The answers are the vendors' own: the npm packages `twilio` and `sms-segments-calculator`.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const require = createRequire(import.meta.url);
const twilio = require('twilio');
const { SegmentedMessage } = require('sms-segments-calculator');

function segments(text) {
  const message = new SegmentedMessage(text);
  return { encoding: message.encodingName, segments: message.segmentsCount, characters: message.numberOfCharacters };
}

// verbs: [{ verb: 'gather', attributes: {…}, text: '…', children: […] }], as the package's own builder would write them.
function build(parent, verbs) {
  for (const { verb, attributes, text, children } of verbs ?? []) {
    const made = text === undefined ? parent[verb](attributes ?? {}) : parent[verb](attributes ?? {}, text);
    build(made, children);
  }
}

const ask = {
  sign: ({ token, url, params }) => twilio.getExpectedTwilioSignature(token, url, params ?? {}),
  validate: ({ token, signature, url, params }) => twilio.validateRequest(token, signature, url, params ?? {}),
  segments: ({ text }) => segments(text),
  segmentsOfAll: ({ texts }) => texts.map(segments),
  twiml: ({ kind, verbs }) => {
    const response = kind === 'voice' ? new twilio.twiml.VoiceResponse() : new twilio.twiml.MessagingResponse();
    build(response, verbs);
    return response.toString();
  },
};

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  if (line.trim() === '') continue;
  let answer;
  try {
    const request = JSON.parse(line);
    if (!Object.hasOwn(ask, request.ask)) throw new Error(`unknown question ${request.ask}`);
    answer = { answer: ask[request.ask](request) };
  } catch (error) {
    answer = { error: String(error?.message ?? error) };
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
}
