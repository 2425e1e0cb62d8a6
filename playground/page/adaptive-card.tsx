// An Adaptive Card, drawn by Microsoft's own library with a look like that of Teams.
import { type Action, AdaptiveCard, ExecuteAction, HostConfig, OpenUrlAction, SubmitAction } from 'adaptivecards';
import { useEffect, useRef } from 'react';

/** What reaches the bot; `data` already holds what stands in the card's fields. */
export interface Executed {
  readonly type: 'Action.Execute' | 'Action.Submit';
  readonly id?: string;
  readonly verb?: string;
  readonly data: Record<string, unknown>;
}

// Muster's cards carry no markdown; without this the library complains that nobody processes it.
AdaptiveCard.onProcessMarkdown = (_text, result) => {
  result.didProcess = false;
};

const plain = (foreground: string, subtle: string) => ({
  default: { default: foreground, subtle },
  dark: { default: '#242424', subtle: '#616161' },
  light: { default: '#ffffff', subtle: '#f0f0f0' },
  accent: { default: '#4f52b2', subtle: '#4f52b2' },
  good: { default: '#0e700e', subtle: '#0e700e' },
  warning: { default: '#835b00', subtle: '#835b00' },
  attention: { default: '#b10e1c', subtle: '#b10e1c' },
});
const style = (backgroundColor: string) => ({ backgroundColor, foregroundColors: plain('#242424', '#616161') });

const host = new HostConfig({
  fontFamily: 'inherit',
  fontSizes: { small: 12, default: 14, medium: 14, large: 16, extraLarge: 20 },
  fontWeights: { lighter: 300, default: 400, bolder: 600 },
  spacing: { small: 6, default: 8, medium: 12, large: 16, extraLarge: 24, padding: 12 },
  separator: { lineThickness: 1, lineColor: '#e0e0e0' },
  supportsInteractivity: true,
  containerStyles: {
    default: style('#ffffff'),
    emphasis: style('#f5f5f5'),
    accent: style('#e8ebfa'),
    good: style('#e7f2da'),
    warning: style('#fbf6d9'),
    attention: style('#fcf0f0'),
  },
  actions: {
    ...{ maxActions: 8, buttonSpacing: 8, actionsOrientation: 'horizontal', actionAlignment: 'left' },
    ...{ showCard: { actionMode: 'inline' }, spacing: 'default' },
  },
});

export function Card({ card, execute }: { card: unknown; execute: (executed: Executed) => Promise<unknown> }) {
  const box = useRef<HTMLDivElement>(null);
  const latest = useRef(execute);
  latest.current = execute;
  const source = JSON.stringify(card);
  useEffect(() => {
    const { current } = box;
    if (!current) return;
    const drawn = new AdaptiveCard();
    drawn.hostConfig = host;
    drawn.onExecuteAction = async (action) => {
      if (action instanceof OpenUrlAction && action.url) window.open(action.url, '_blank', 'noreferrer');
      const executed = executedBy(action);
      if (!executed) return;
      current.inert = true;
      await latest.current(executed);
      current.inert = false;
    };
    drawn.parse(JSON.parse(source));
    const element = drawn.render();
    current.replaceChildren(...(element ? [element] : []));
  }, [source]);
  return <div className="adaptive" ref={box} />;
}

function executedBy(action: Action): Executed | undefined {
  if (!(action instanceof ExecuteAction || action instanceof SubmitAction)) return undefined;
  const common = { ...(action.id ? { id: action.id } : {}), data: (action.data ?? {}) as Record<string, unknown> };
  if (action instanceof ExecuteAction) return { type: 'Action.Execute', verb: action.verb, ...common };
  return { type: 'Action.Submit', ...common };
}
