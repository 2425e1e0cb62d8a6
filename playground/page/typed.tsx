// What a person typed, drawn with the looks that the chat gives to its signs.
import { Fragment } from 'react';
import { type Paragraph, paragraphs, type Styled } from '../markup.ts';

/** `name` draws a piece without signs: mentions are the chat's own. */
export function Typed({ text, name }: { text: string; name: (plain: string) => React.ReactNode }) {
  return (
    <div className="words typed">
      {paragraphs(text).map((paragraph, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text never change places.
        <Part key={index} paragraph={paragraph} name={name} />
      ))}
    </div>
  );
}

function Part({ paragraph, name }: { paragraph: Paragraph; name: (plain: string) => React.ReactNode }) {
  if (paragraph.kind === 'code') return <pre>{paragraph.text}</pre>;
  if (paragraph.kind === 'item') {
    const { depth, number, words } = paragraph;
    return (
      <p className="item" style={{ marginLeft: depth * 18 }}>
        <i>{number === undefined ? '•' : `${number}.`}</i>
        <span>
          <Line words={words} name={name} />
        </span>
      </p>
    );
  }
  const lines = paragraph.lines.map((words, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: as above.
    <Fragment key={index}>
      {index > 0 && '\n'}
      <Line words={words} name={name} />
    </Fragment>
  ));
  return paragraph.kind === 'quote' ? <blockquote>{lines}</blockquote> : <p>{lines}</p>;
}

const Line = ({ words, name }: { words: readonly Styled[]; name: (plain: string) => React.ReactNode }) =>
  words.map((each, index) => {
    const { text, href, code } = each;
    let drawn: React.ReactNode = href ? (
      <Link href={href} text={text} />
    ) : code ? (
      <code>{text}</code>
    ) : (
      linked(text, name)
    );
    if (each.bold) drawn = <b>{drawn}</b>;
    if (each.italic) drawn = <em>{drawn}</em>;
    if (each.strike) drawn = <s>{drawn}</s>;
    // biome-ignore lint/suspicious/noArrayIndexKey: as above.
    return <Fragment key={index}>{drawn}</Fragment>;
  });

const linked = (text: string, name: (plain: string) => React.ReactNode) =>
  text.split(/(https?:\/\/[^\s<>]+)/).map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: as above.
    <Fragment key={index}>{index % 2 === 1 ? <Link href={part} text={part} /> : name(part)}</Fragment>
  ));

const Link = ({ href, text }: { href: string; text: string }) => (
  <a href={href} target="_blank" rel="noreferrer">
    {text}
  </a>
);
