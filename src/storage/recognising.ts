// Who a platform's user is: found by account, joined by a mail address, or made at the first word.
import { randomUUID } from 'node:crypto';
import { type Account, knownZone, languageOf, type Person } from '../people/person.ts';
import type { Profile } from '../port.ts';
import type { Instant } from '../ticket/record.ts';
import { recordAudit } from './audit.ts';
import type { Tx } from './database.ts';
import { absorb } from './joining.ts';
import { type AccountName, findAccount, personOf } from './people.ts';
import { accounts, persons } from './tables.ts';

export interface Speaker {
  readonly account: Account;
  readonly person: Person;
}

/**
 * The person behind an account. A new member whose address is in one of `domains` joins the person who has it already;
 * a guest, or anybody else, becomes a person of their own. Undefined for an account never seen whose profile is not known:
 * nobody is taken for a member, or for a guest, on no evidence. A zone that is not known here is as none.
 */
export async function recognise(
  tx: Tx,
  organisation: string,
  name: AccountName,
  profile: Profile | undefined,
  domains: readonly string[],
  now: Instant,
): Promise<Speaker | undefined> {
  if (!profile || profile.left) {
    const known = await speakerCalled(tx, organisation, name);
    if (!known || !profile) return known;
    return { ...known, account: { ...known.account, leftAt: known.account.leftAt ?? now } };
  }
  const joins =
    !profile.guest && domains.some((domain) => profile.mail?.toLowerCase().endsWith(`@${domain.toLowerCase()}`));
  const mail = profile.mail?.toLowerCase() ?? null;
  // Of two first words at once, the second waits and finds the person whom the first has made.
  const one = joins && mail ? mail : [name.platform, name.workspace, name.user].join(' ');
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`${organisation} ${one}`]);
  const known = await findAccount(tx, organisation, name);
  // A code said in both chats counts for more than an address.
  const coded = known?.joined === 'code' ? await personOf(tx, organisation, known.person) : null;
  const bearer = joins && mail && !coded ? await tx.findOneBy(persons, { organisation, mail }) : null;
  const same = bearer?.sameAs ? await personOf(tx, organisation, bearer.sameAs) : bearer;
  const id = same?.id ?? known?.person ?? randomUUID();
  const before = same ?? coded ?? (known ? await personOf(tx, organisation, id) : null);
  const moves = known !== null && known.person !== id;
  // Whoever was known from a file alone has no account to be told from.
  const first = same === null || !(await tx.existsBy(accounts, { organisation, person: id }));
  // What this chat does not tell, another may have told: a person is more than the last account that was looked at.
  const zone = knownZone(profile.zone);
  const keeps = coded !== null || Boolean(bearer?.sameAs);
  const left = !joins && known?.mail === before?.mail && (profile.guest || mail !== null);
  const person: Person = {
    id,
    name: before && keeps ? before.name : profile.name,
    mail: before && keeps ? before.mail : joins ? mail : left ? null : (before?.mail ?? null),
    zone: before?.chosen.includes('zone') ? before.zone : (zone ?? before?.zone ?? null),
    language: before?.chosen.includes('language')
      ? before.language
      : (languageOf(profile.locale) ?? before?.language ?? null),
  };
  await tx.upsert(persons, { organisation, ...person }, ['organisation', 'id']);
  const account: Account = {
    ...name,
    person: person.id,
    name: profile.name,
    mail: mail ?? known?.mail ?? null,
    zone,
    locale: profile.locale ?? null,
    guest: profile.guest,
    fetchedAt: now,
    joined: known && !moves ? known.joined : first ? 'own' : 'mail',
    cameFrom: moves ? null : (known?.cameFrom ?? null),
    leftAt: null,
  };
  await tx.upsert(accounts, { organisation, ...account }, ['organisation', 'platform', 'workspace', 'user']);
  const about = { by: null, about: person.id };
  const { platform } = name;
  if (account.joined === 'mail' && (!known || moves))
    await recordAudit(tx, organisation, { type: 'accounts-joined', chats: [platform], how: 'mail' }, about);
  if (known?.leftAt) await recordAudit(tx, organisation, { type: 'account-back', chats: [platform] }, about);
  if (moves && !(await tx.existsBy(accounts, { organisation, person: known.person })))
    await absorb(tx, organisation, known.person, id);
  return { account, person };
}

/** The account of that name with its person, in one question: every gesture asks it. */
async function speakerCalled(tx: Tx, organisation: string, name: AccountName): Promise<Speaker | undefined> {
  const { platform, workspace, user } = name;
  // Whoever joins or splits accounts waits until what is done in this one's name is done.
  const [row] = await tx.query(
    `with a as materialized (
       select person_id, name, mail, zone, locale, guest, fetched_at, joined, came_from, left_at from account
        where organisation_id = $1 and platform = $2 and workspace = $3 and user_id = $4 for share)
     select a.*, p.name as called, p.mail as address, p.zone as lives_in, p.language
       from a join person p on p.organisation_id = $1 and p.id = a.person_id`,
    [organisation, platform, workspace, user],
  );
  if (!row) return undefined;
  const { name: shown, mail, zone, locale, guest, joined, called, address, lives_in, language } = row;
  const account: Account = {
    ...{ platform, workspace, user, person: row.person_id, name: shown, mail, zone, locale, guest, joined },
    fetchedAt: row.fetched_at.toISOString(),
    cameFrom: row.came_from,
    leftAt: row.left_at?.toISOString() ?? null,
  };
  return { account, person: { id: row.person_id, name: called, mail: address, zone: lives_in, language } };
}
