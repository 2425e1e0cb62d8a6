// For administrators: setup, which says what is missing, and audit, which says what was administered.
import { DateTime } from 'luxon';
import { Refusal } from '../errors.ts';
import { neverSeen } from '../storage/agents.ts';
import { type AuditQuery, auditPage } from '../storage/audit.ts';
import type { Tx } from '../storage/database.ts';
import { knowing, peopleCalled } from '../storage/people.ts';
import { PAGE } from '../ticket/record.ts';
import { auditCard, setupCard } from '../views/manage.ts';
import type { Action, Context, Query } from './verb.ts';

export const setup: Action = {
  name: 'setup',
  aliases: ['设置'],
  does: 'act',
  who: 'administrator',
  ref: false,
  example: 'setup',
  async act(tx, { organisation, reader, installation, policyVersion }) {
    const { groups, roles } = reader.policy;
    const named = [...Object.values(groups).flatMap(({ members }) => members), ...Object.values(roles).flat()];
    const people = [...new Set(named)].filter((name) => !/^[a-z0-9_]+-group:/iu.test(name));
    const never = await neverSeen(tx, organisation, people);
    return { card: setupCard(reader, { installation, policyVersion, never }) };
  },
};

const DAY = /^\d{4}-\d{2}-\d{2}$/u;

export const audit: Query = {
  name: 'audit',
  aliases: ['审计'],
  does: 'read',
  who: 'administrator',
  ref: false,
  rest: 'about',
  oneWord: true,
  example: 'audit',
  async answer(tx, context, { about = '', before }) {
    const { organisation, reader } = context;
    const said = about.trim();
    const asked = said === '' ? {} : await meant(tx, context, said);
    const found = await auditPage(tx, organisation, { ...asked, ...(before ? { before: Number(before) } : {}) });
    const page = found.slice(0, PAGE);
    const last = found.length > PAGE ? page.at(-1) : undefined;
    const knows = await knowing(
      tx,
      organisation,
      reader,
      page.flatMap(({ by, about: whom }) => [by, whom]),
    );
    return auditCard(knows, page, last && { about: said, before: String(last.id) });
  },
};

/** A day of the reader's, or somebody by name or mail address. */
async function meant(tx: Tx, { organisation, reader }: Context, said: string): Promise<AuditQuery> {
  const day = DAY.test(said) ? DateTime.fromISO(said, { zone: reader.zone }) : undefined;
  if (day?.isValid) {
    const [from, to] = [day.toUTC().toISO(), day.plus({ days: 1 }).toUTC().toISO()];
    return { ...(from ? { from } : {}), ...(to ? { to } : {}) };
  }
  const people = await peopleCalled(tx, organisation, said);
  if (people.length === 0) throw new Refusal('no-such-audit', { said: said.slice(0, 80) });
  return { people };
}
