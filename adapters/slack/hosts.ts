// Which addresses are Slack's own: a token, a file or a reply goes nowhere else, whoever names the address.
import type { WebClient } from '@slack/web-api';

/** How Slack is reached: by its client, and at addresses that it named itself. */
export interface Outside {
  readonly web: WebClient;
  readonly isSlack: (address: string) => boolean;
}

/** Slack over https on its own port, and the server that stands in for it; nobody's name or password in front. */
export function slackHost(apiUrl: string | undefined): (address: string) => boolean {
  const local = apiUrl === undefined ? undefined : new URL(apiUrl).origin;
  return (address) => {
    if (!URL.canParse(address)) return false;
    const { protocol, hostname, port, username, password, origin } = new URL(address);
    if (username !== '' || password !== '') return false;
    return origin === local || (protocol === 'https:' && port === '' && /(?:^|\.)slack(?:-gov)?\.com$/u.test(hostname));
  };
}
