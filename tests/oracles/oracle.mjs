// One JSON request a line on standard input, one JSON answer a line on standard output, in the same order.
// The answers are the vendors' own: the npm packages `twilio`, `sms-segments-calculator`, `botframework-connector` and `xliff`.
import { createRequire } from 'node:module';
import { createServer } from 'node:http';
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

// A server on this machine for the length of one question.
async function served(answer, use) {
  const server = createServer(answer);
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  try {
    return await use(`http://127.0.0.1:${server.address().port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

// Would Microsoft's own connector library let this token in, with these keys?
async function botToken({ authorization, channelId, serviceUrl, appId, keys }) {
  const { ChannelValidation, SimpleCredentialProvider } = require('botframework-connector');
  const loud = console.error;
  console.error = () => {};
  try {
    return await served(
      (request, response) => response.end(JSON.stringify(request.url === '/keys' ? keys : { jwks_uri: `http://${request.headers.host}/keys` })),
      async (at) => {
        ChannelValidation.OpenIdMetadataEndpoint = `${at}/metadata`;
        try {
          await ChannelValidation.authenticateChannelTokenWithServiceUrl(authorization, new SimpleCredentialProvider(appId, ''), serviceUrl, channelId);
          return { accepted: true };
        } catch (error) {
          return { accepted: false, reason: String(error?.message ?? error) };
        }
      });
  } finally {
    console.error = loud;
  }
}

// The request that Microsoft's own connector client makes for an activity.
async function botCall({ conversationId, replyToId, activity }) {
  const { ConnectorClient, MicrosoftAppCredentials } = require('botframework-connector');
  let seen;
  await served(
    (request, response) => {
      let body = '';
      request.on('data', (part) => { body += part; });
      request.on('end', () => {
        seen = { method: request.method, path: request.url, contentType: request.headers['content-type'], body: JSON.parse(body) };
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ id: 'sent-1' }));
      });
    },
    (at) => {
      const { conversations } = new ConnectorClient(new MicrosoftAppCredentials('', ''), { baseUri: at });
      return replyToId ? conversations.replyToActivity(conversationId, replyToId, activity) : conversations.sendToConversation(conversationId, activity);
    });
  return seen;
}

const ask = {
  botToken,
  botCall,
  sign: ({ token, url, params }) => twilio.getExpectedTwilioSignature(token, url, params ?? {}),
  validate: ({ token, signature, url, params }) => twilio.validateRequest(token, signature, url, params ?? {}),
  segments: ({ text }) => segments(text),
  segmentsOfAll: ({ texts }) => texts.map(segments),
  xliff: ({ text }) => require('xliff').xliff2js(text),
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
    answer = { answer: await ask[request.ask](request) };
  } catch (error) {
    answer = { error: String(error?.message ?? error) };
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
}
