// What stands above what is said in a place: its name, what it is about, who is in it, and a room's headline.
import type { Above, PlaceShown } from '../sight.ts';
import type { SideProps } from './side.tsx';

interface TitleProps {
  readonly name: string;
  /** Where the place says nothing of itself. */
  readonly about: string;
  readonly place: PlaceShown;
  readonly sight: Above;
  readonly people: SideProps['setup']['people'];
}

export function Title({ name, about, place, sight: { topic, who }, people }: TitleProps) {
  const names = people.filter(({ slack, teams }) => who.includes(slack) || who.includes(teams));
  return (
    <div className="title" data-room={place.room}>
      <h3 title={name}>{name}</h3>
      <small title={topic}>{topic || about}</small>
      {place.room && (
        <span className="who" title={names.map((each) => each.name).join(', ')}>
          👤&#xFE0E; {names.length}
        </span>
      )}
    </div>
  );
}

/** The room's headline stays in sight, however much is said below it. */
export const Headline = ({ children }: { children: React.ReactNode }) => (
  <section className="headline" aria-label="Headline">
    {children}
  </section>
);
