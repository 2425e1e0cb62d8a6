// Which addresses a token may be sent to.
import { isIP } from 'node:net';

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);

/**
 * The base address to call, or undefined. It has to be https (http only for a listed loopback host), on a listed host or
 * below one, and written as it will be read: a user part, `0x7f.1` or `evil\@host` are not what they seem.
 */
export function serviceBase(serviceUrl: string, hosts: readonly string[]): string | undefined {
  if (!URL.canParse(serviceUrl)) return undefined;
  const url = new URL(serviceUrl);
  const asWritten = serviceUrl === url.origin || serviceUrl.toLowerCase().startsWith(`${url.origin}/`);
  if (!asWritten || url.search !== '' || url.hash !== '') return undefined;
  const listed = hosts.some((host) => isHostOrBelow(url, host.toLowerCase()));
  const safe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  return listed && safe ? url.href.replace(/\/$/, '') : undefined;
}

/** Whether an address may be read from: https (http only for a listed loopback host), on a listed host or below one. */
export function isAllowed(address: string, hosts: readonly string[]): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') return false;
  const safe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  return safe && hosts.some((host) => isHostOrBelow(url, host.toLowerCase()));
}

/** Where a page goes on, if that is on the same server: a token is for that one, not for wherever it points to. */
export function nextOn(next: string, from: string): string | undefined {
  if (!URL.canParse(next, from)) return undefined;
  const { origin, username, password, href } = new URL(next, from);
  return origin === new URL(from).origin && username === '' && password === '' ? href : undefined;
}

function isHostOrBelow(url: URL, host: string): boolean {
  if (url.host === host) return true;
  // An address has nothing below it.
  return isIP(url.hostname.replace(/^\[|\]$/g, '')) === 0 && url.host.endsWith(`.${host}`);
}
