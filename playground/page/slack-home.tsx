// Muster's Home tab in Slack: opening it is a gesture that Muster hears, and what it shows is Muster's to say.
import { useEffect } from 'react';
import type { SlackSight } from '../sight.ts';
import type { SideProps } from './side.tsx';
import { SlackBlocks } from './slack-blocks.tsx';

export function SlackHome({ home, user, act }: Pick<SlackSight, 'home'> & Pick<SideProps, 'user' | 'act'>) {
  useEffect(() => void act({ side: 'slack', user: user.slack, do: 'home' }), [act, user.slack]);
  return (
    <>
      <h3 className="title">
        Muster <small>Home: yours alone</small>
      </h3>
      <div className="scroll">
        <div className="list slack-home">
          {home ? (
            <SlackBlocks
              blocks={home.blocks}
              press={({ block, action, choice }) =>
                act({ side: 'slack', user: user.slack, do: 'press', where: { view: home.id }, block, action, choice })
              }
            />
          ) : (
            <p className="empty">Muster is asked what belongs here…</p>
          )}
        </div>
      </div>
    </>
  );
}
