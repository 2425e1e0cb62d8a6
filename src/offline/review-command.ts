// review: the review of one major incident as Markdown, with its timeline as a picture beside it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesOf } from '../commands/review.ts';
import { recordAudit } from '../storage/audit.ts';
import { knowing } from '../storage/people.ts';
import { reviewOf } from '../storage/review.ts';
import { findTicket } from '../storage/tickets.ts';
import { parseRef, refOf } from '../ticket/record.ts';
import { readerFor, textsIn } from '../views/reader.ts';
import { type Command, text } from './command.ts';
import { withDesk } from './open.ts';
import { Sentence } from './sentence.ts';

export const reviewing: Command = {
  usage: 'review <INC-12> [--out folder] [--language en|zh] [--confidential]',
  does: 'the review of a major incident as Markdown, with its timeline as SVG; a confidential one only if it is said',
  takes: [1, 1],
  options: { out: { type: 'string' }, language: { type: 'string' }, confidential: { type: 'boolean' } },
  async run(config, [said = ''], values, { out }) {
    const ref = parseRef(said);
    if (!ref) throw new Sentence(`"${said}" is no reference. Say it like INC-12.`);
    const language = text(values, 'language');
    if (language !== undefined && language !== 'en' && language !== 'zh')
      throw new Sentence('--language: say en or zh.');
    const files = await withDesk(config, ({ database, desk }) =>
      database.transaction(desk.organisation, async (tx, now) => {
        const ticket = await findTicket(tx, desk.organisation, ref);
        if (!ticket) throw new Sentence(`There is no ${refOf(ref)}.`);
        if (ticket.confidential && values.confidential !== true)
          throw new Sentence(`${refOf(ticket)} is confidential: say --confidential if its review may leave Muster.`);
        if (!ticket.major?.declaredAt) throw new Sentence(`${refOf(ticket)} was never a major incident.`);
        // At the command line one sees what only a few may see, and says so.
        const facts = await reviewOf(tx, desk.organisation, ticket, values.confidential === true ? 'everything' : null);
        const shared = readerFor(desk.policy, null, now, config.command);
        const spoken = language ? { ...shared, texts: textsIn(language) } : shared;
        const reader = await knowing(tx, desk.organisation, spoken, facts.people);
        await recordAudit(tx, desk.organisation, { type: 'exported', what: refOf(ticket) });
        return filesOf(reader, ticket, facts);
      }),
    );
    const folder = text(values, 'out') ?? '.';
    mkdirSync(folder, { recursive: true });
    for (const file of files) {
      const path = join(folder, file.name);
      writeFileSync(path, file.text);
      await out(`${path}\n`);
    }
    return 0;
  },
};
