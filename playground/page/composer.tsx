// Where one types: Enter sends, `/` and `@` offer what Muster understands.
import { useEffect, useRef, useState } from 'react';
import type { Setup } from '../sight.ts';
import { Clip, filesToSend, Picked } from './attachments.tsx';
import type { Draft } from './tries.tsx';

export interface Offer {
  /** What it begins with, which can be sent alone. */
  readonly start: string;
  /** What is put in the place of the typed. */
  readonly text: string;
  readonly shown: string;
  /** How it goes on, for example. */
  readonly example: string;
  readonly help: string;
}

export interface SentFile {
  readonly name: string;
  readonly base64: string;
}

interface ComposerProps {
  readonly label: string;
  readonly placeholder: string;
  /** What may follow `typed`; nothing offers nothing. */
  readonly offers: (typed: string) => readonly Offer[];
  readonly send: (text: string, files: readonly SentFile[]) => Promise<boolean>;
  readonly fail: (error: unknown) => void;
  readonly focus?: boolean;
  /** What somebody else puts into it. */
  readonly draft?: Draft | undefined;
  /** What stands before the field. */
  readonly children?: React.ReactNode;
}

export function Composer({ label, placeholder, offers, send, fail, focus = false, draft, children }: ComposerProps) {
  const [typed, setTyped] = useState('');
  const [files, setFiles] = useState<readonly File[]>([]);
  const [chosen, setChosen] = useState(0);
  const [shut, setShut] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (focus) field.current?.focus();
  }, [focus]);
  const given = useRef(draft?.nth);
  useEffect(() => {
    if (!draft || given.current === draft.nth) return;
    given.current = draft.nth;
    setTyped(draft.text);
    setShut(true);
    field.current?.focus();
  }, [draft]);
  const offered = shut ? [] : offers(typed);
  const at = Math.min(chosen, offered.length - 1);

  const type = (text: string) => {
    setTyped(text);
    setChosen(0);
    setShut(false);
  };
  const take = (offer: Offer) => {
    type(offer.text);
    field.current?.focus();
  };
  const add = (more: readonly File[]) => {
    setFiles([...files, ...more]);
    field.current?.focus();
  };
  const submit = async () => {
    const text = typed.trim();
    if (text === '' && files.length === 0) return;
    const attached = await filesToSend(files).catch(fail);
    if (!attached) return;
    type('');
    setFiles([]);
    if (await send(text, attached)) return;
    // What could not be sent is not lost.
    setTyped((now) => (now === '' ? text : now));
    setFiles((now) => (now.length === 0 ? files : now));
  };
  const pressed = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const offer = offered[at];
    if (offer && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      const step = event.key === 'ArrowDown' ? 1 : offered.length - 1;
      setChosen((at + step) % offered.length);
    } else if (offer && event.key === 'Tab') take(offer);
    else if (offer && event.key === 'Escape') {
      setShut(true);
      event.stopPropagation();
    } else if (event.key === 'Enter' && !event.shiftKey) {
      // A word half typed is completed first; whole commands are sent.
      if (offer && !offered.some(isWhole(typed))) take(offer);
      else void submit();
    } else return;
    event.preventDefault();
  };
  return (
    <div className="composer">
      {offered.length > 0 && (
        <ul className="offers">
          {offered.map((offer, index) => (
            <li key={offer.text}>
              <button
                type="button"
                tabIndex={-1}
                data-chosen={index === at}
                ref={(button) => {
                  if (index === at) button?.scrollIntoView({ block: 'nearest' });
                }}
                onClick={() => take(offer)}
              >
                <b>{offer.shown}</b>
                <i>{offer.example}</i>
                <span>{offer.help}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <Picked files={files} drop={(gone) => setFiles(files.filter((each) => each !== gone))} />
      {children}
      <Clip add={add} />
      <textarea
        ref={field}
        rows={Math.min(5, typed.split('\n').length)}
        value={typed}
        aria-label={label}
        placeholder={placeholder}
        onChange={(event) => type(event.target.value)}
        onKeyDown={pressed}
        onPaste={(event) => {
          if (event.clipboardData.files.length === 0) return;
          event.preventDefault();
          add([...event.clipboardData.files]);
        }}
      />
      <button
        type="button"
        className="send"
        onClick={submit}
        disabled={typed.trim() === '' && files.length === 0}
        aria-label="Send"
        title="Send (Enter)"
      >
        ➤
      </button>
    </div>
  );
}

const isWhole =
  (typed: string) =>
  ({ start, text }: Offer) =>
    [start, text].some((each) => each.trim().toLowerCase() === typed.trim().toLowerCase());

/** Offers verbs after one of `starts` (such as `/desk `), and the starts themselves while they are being typed. */
export function verbOffers({ verbs }: Setup, starts: readonly string[]): (typed: string) => readonly Offer[] {
  return (typed) => {
    if (typed === '') return [];
    const lower = typed.toLowerCase();
    for (const start of starts) {
      const begun = start.toLowerCase();
      if (!lower.startsWith(begun)) {
        if (begun.startsWith(lower)) return verbs.map((verb) => offerOf(start, verb));
        continue;
      }
      const word = lower.slice(begun.length);
      if (/\s/.test(word)) return [];
      return verbs.filter(({ name }) => name.startsWith(word)).map((verb) => offerOf(start, verb));
    }
    return [];
  };
}

const offerOf = (start: string, { name, example, help }: Setup['verbs'][number]): Offer => ({
  ...{ start, text: `${start}${name} ` },
  shown: `${start}${name}`,
  example: example.slice(name.length),
  help,
});
