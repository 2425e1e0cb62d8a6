// The least that a Teams bot does with botbuilder: the token is checked, the rows are kept, the activity is acknowledged.
import { CloudAdapter, ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import express from 'express';
import { keep, ready } from './rows.ts';

const adapter = new CloudAdapter(
  new ConfigurationBotFrameworkAuthentication({
    MicrosoftAppId: process.env.TEAMS_APP_ID ?? '',
    MicrosoftAppPassword: process.env.TEAMS_APP_PASSWORD ?? '',
    ToBotFromChannelTokenIssuer: 'https://api.botframework.com',
    ToBotFromChannelOpenIdMetadataUrl: process.env.TEAMS_OPENID_URL ?? '',
  }),
);
const app = express();
app.post('/api/messages', express.json(), (request, response) =>
  adapter.process(request, response, async () => {
    await keep();
  }),
);
const server = app.listen(0, '127.0.0.1', () => ready(server.address()));
