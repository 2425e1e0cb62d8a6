// secret set, list, rotate, forget: the chats' secrets, kept sealed in the database and never shown.
import { BadConfig, type Config } from '../config.ts';
import { keyId, seal } from '../sealing.ts';
import { recordAudit } from '../storage/audit.ts';
import { hasDeskClock } from '../storage/clock.ts';
import { dropSecret, keepSecret, keptSecrets } from '../storage/secrets.ts';
import { type Command, counted } from './command.ts';
import { withDesk } from './open.ts';
import { opens, placeOf, secretNames } from './secrets.ts';
import { Sentence } from './sentence.ts';

export const secretSet: Command = {
  usage: 'secret set <NAME>',
  does: 'keeps one of the chats’ secrets sealed in the database, read from standard input; the environment wins over it',
  takes: [1, 1],
  async run(config, [name = ''], _values, { hear, out }) {
    const { first } = keysOf(config);
    if (!secretNames.includes(name))
      throw new Sentence(`"${name}" is none of the secrets that can be kept: ${secretNames.join(', ')}.`);
    const value = (await hear(`${name}: `)).trim();
    if (value === '' || /\s/u.test(value))
      throw new Sentence(`Standard input has to hold the value of ${name}, which is one word, and nothing else.`);
    return withDesk(config, async ({ database, desk: { organisation } }) => {
      if (await hasDeskClock(database.source))
        throw new Sentence('DATA_DIR, DATABASE_URL: this database is a playground, where no real secret belongs.');
      const sealed = seal(first, value, placeOf(organisation, name));
      await database.transaction(organisation, async (tx) => {
        await keepSecret(tx, organisation, { name, ...sealed });
        await recordAudit(tx, organisation, { type: 'secret-set', name });
      });
      await out(`Sealed ${name} with the key ${sealed.keyId}. Muster opens it when it starts.\n`);
      return 0;
    });
  },
};

export const secretList: Command = {
  usage: 'secret list',
  does: 'what is kept sealed: names, which key, since when; never a value',
  takes: [0, 0],
  run: (config, _words, _values, { out }) =>
    withDesk(config, async ({ database, desk: { organisation } }) => {
      const kept = await database.transaction(organisation, (tx) => keptSecrets(tx, organisation));
      const known = (config.encryptionKeys ?? []).map(keyId);
      for (const { name, keyId: id, sealedAt } of kept)
        await out(`${name}\t${id}${known.includes(id) ? '' : ' (not in ENCRYPTION_KEY)'}\t${sealedAt.slice(0, 10)}\n`);
      if (kept.length === 0) await out('Nothing is kept sealed.\n');
      return 0;
    }),
};

export const secretRotate: Command = {
  usage: 'secret rotate',
  does: 'seals all of them anew with the first key of ENCRYPTION_KEY; then the others can go',
  takes: [0, 0],
  run: (config, _words, _values, { out }) =>
    withDesk(config, async ({ database, desk: { organisation } }) => {
      const { all, first } = keysOf(config);
      const count = await database.transaction(organisation, async (tx) => {
        const kept = await keptSecrets(tx, organisation);
        for (const one of kept) {
          const value = opens(all, one, organisation);
          await keepSecret(tx, organisation, { ...one, ...seal(first, value, placeOf(organisation, one.name)) });
        }
        await recordAudit(tx, organisation, { type: 'secrets-rotated', count: kept.length });
        return kept.length;
      });
      await out(`Sealed ${counted(count, 'secret')} anew with the key ${keyId(first)}.\n`);
      return 0;
    }),
};

export const secretForget: Command = {
  usage: 'secret forget <NAME>',
  does: 'takes one of them out of the database',
  takes: [1, 1],
  run: (config, [name = ''], _values, { out }) =>
    withDesk(config, async ({ database, desk: { organisation } }) => {
      await database.transaction(organisation, async (tx) => {
        if (!(await dropSecret(tx, organisation, name))) throw new Sentence(`There is no secret "${name}" here.`);
        await recordAudit(tx, organisation, { type: 'secret-forgotten', name });
      });
      await out(`Forgotten: ${name}.\n`);
      return 0;
    }),
};

function keysOf({ encryptionKeys: all = [] }: Config): { readonly all: readonly Buffer[]; readonly first: Buffer } {
  const [first] = all;
  if (first) return { all, first };
  throw new BadConfig('ENCRYPTION_KEY is not set: set it to 32 random bytes in base64 (openssl rand -base64 32).');
}
