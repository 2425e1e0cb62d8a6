// Files: the clip beside the box with what is about to be sent, and the files of a message.
import { useRef } from 'react';
import type { Attached } from '../attached.ts';

const MOST = 5 * 1024 * 1024; // bytes of one message, as the server takes them

/** What the server takes of files; throws, in words for the visitor, when it is too much. */
export async function filesToSend(files: readonly File[]): Promise<{ name: string; base64: string }[]> {
  if (files.reduce((sum, { size }) => sum + size, 0) > MOST)
    throw new Error('Files of more than 5 MB together cannot be attached here.');
  return Promise.all(files.map(async (file) => ({ name: file.name, base64: await base64Of(file) })));
}

const base64Of = (file: File) =>
  new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(',')[1] ?? '');
    reader.onerror = () => reject(new Error(`${file.name} cannot be read.`));
    reader.readAsDataURL(file);
  });

export function Clip({ add }: { add: (files: readonly File[]) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        className="clip"
        onClick={() => input.current?.click()}
        aria-label="Attach files"
        title="Attach files, or paste a picture"
      >
        📎&#xFE0E;
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={({ target }) => {
          add([...(target.files ?? [])]);
          // So that the same file can be picked again.
          target.value = '';
        }}
      />
    </>
  );
}

/** What is about to be sent; each can be left out. */
export function Picked({ files, drop }: { files: readonly File[]; drop: (file: File) => void }) {
  if (files.length === 0) return null;
  return (
    <ul className="picked" aria-label="Files to send">
      {files.map((file, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two files may have one name, and they hold nothing of their own.
        <li key={index + file.name}>
          <span>{file.name}</span> <small>{sizeOf(file.size)}</small>
          <button type="button" onClick={() => drop(file)} aria-label={`Do not send ${file.name}`}>
            ×
          </button>
        </li>
      ))}
    </ul>
  );
}

export function Attachments({ attached }: { attached: readonly Attached[] }) {
  if (attached.length === 0) return null;
  return (
    <ul className="attached" aria-label="Files">
      {attached.map((file, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a message's files never change places.
        <li key={index}>
          <One {...file} />
        </li>
      ))}
    </ul>
  );
}

function One({ name, size, address, picture }: Attached) {
  const words = (
    <span>
      <b>{name}</b> <small>{size === null ? 'not kept over a restart' : sizeOf(size)}</small>
    </span>
  );
  if (address === null) return words;
  return (
    <a href={`/playground/${address}`} target="_blank" rel="noreferrer" title={picture ? 'Open' : 'Save'}>
      {picture && <img src={`/playground/${address}`} alt="" />}
      {words}
    </a>
  );
}

/** In the units of Muster's own lists of files. */
const sizeOf = (bytes: number) => {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
};
