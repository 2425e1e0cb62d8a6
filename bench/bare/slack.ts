// The least that a Slack bot does with Bolt: the signature is checked, the rows are kept, the command is acknowledged.
import { App, HTTPReceiver, LogLevel } from '@slack/bolt';
import { keep, ready } from './rows.ts';

const receiver = new HTTPReceiver({ signingSecret: process.env.SLACK_SIGNING_SECRET ?? '', logLevel: LogLevel.ERROR });
const authorize = async () => ({ botToken: 'xoxb-test' });
const app = new App({ receiver, authorize, logLevel: LogLevel.ERROR, convoStore: false });
app.command('/desk', async ({ ack }) => {
  await ack({ response_type: 'ephemeral', text: `INC-${await keep()}` });
});
const server = await receiver.start(0);
ready(server.address());
