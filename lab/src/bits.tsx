import * as React from 'react';
import type { Tone } from './api';

export function Badge(props: { text: string; tone?: Tone; title?: string }): JSX.Element {
  return (
    <span className={`kit-badge ${props.tone ? `kit-mod-${props.tone}` : ''}`} title={props.title}>
      {props.text}
    </span>
  );
}

export function Empty(props: { children: React.ReactNode }): JSX.Element {
  return <div className="kit-empty">{props.children}</div>;
}

/** What went wrong, in its own place and for as long as it lasts. */
export function Trouble(props: { error: Error; again: () => void }): JSX.Element {
  return (
    <div className="kit-trouble" role="alert">
      {props.error.message}
      <button className="kit-insert kit-mod-shown" onClick={props.again}>
        再试一次
      </button>
    </div>
  );
}

const AGAIN = 5000; // ms before what failed is asked for again

interface Answer<T> {
  value: T | undefined;
  error: Error | undefined;
  again: () => void;
}

/** The value of a promise, asked for again whenever `keys` change or after it failed; the last one stays until the next is there. */
export function useAnswer<T>(ask: () => Promise<T>, keys: unknown[]): Answer<T> {
  const [value, setValue] = React.useState<T>();
  const [error, setError] = React.useState<Error>();
  const [turn, setTurn] = React.useState(0);
  const again = () => setTurn(turn + 1);
  React.useEffect(() => {
    let wanted = true;
    let later = 0;
    ask().then(
      answer => {
        if (wanted) {
          setValue(answer);
          setError(undefined);
        }
      },
      (failed: Error) => {
        if (wanted) {
          setError(failed);
          later = window.setTimeout(again, AGAIN);
        }
      }
    );
    return () => {
      wanted = false;
      window.clearTimeout(later);
    };
  }, [...keys, turn]);
  return { value, error, again };
}
