// The same rooms without a chat: policy check, import, export, reviews, erasure, back-up. `npm run muster -- <command>`.
import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text as all } from 'node:stream/consumers';
import { environment } from './config.ts';
import type { Terminal } from './offline/command.ts';
import { run } from './offline/run.ts';

const { stdin, stdout, stderr } = process;
let drawn = false;

const terminal: Terminal = {
  async out(text) {
    endLine();
    if (!stdout.write(text)) await once(stdout, 'drain');
  },
  tell(line) {
    endLine();
    stderr.write(`${line}\n`);
  },
  ...(stderr.isTTY
    ? {
        draw: (line: string) => {
          drawn = true;
          stderr.write(`\r${line}`);
        },
      }
    : {}),
  ...(stdin.isTTY ? { ask } : {}),
  hear: stdin.isTTY ? whisper : () => all(stdin),
};

/** What was drawn over stays; the next words begin below it. */
function endLine(): void {
  if (drawn) stderr.write('\n');
  drawn = false;
}

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: stdin, output: stderr });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}

/** As `ask`, and what is typed stays dark. */
async function whisper(question: string): Promise<string> {
  stderr.write(question);
  const dark = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: dark, terminal: true });
  try {
    return await lines.question('');
  } finally {
    lines.close();
    stderr.write('\n');
  }
}

// Whoever reads may have had enough: `export | head`.
stdout.on('error', () => process.exit(1));
process.exitCode = await run(process.argv.slice(2), environment(), terminal);
if (drawn) stderr.write('\n');
