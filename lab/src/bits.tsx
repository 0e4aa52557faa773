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

/** The value of a promise, asked for again whenever `keys` change; the last one stays until the next is there. */
export function useAnswer<T>(ask: () => Promise<T>, keys: unknown[], failed: (error: Error) => void): T | undefined {
  const [value, setValue] = React.useState<T>();
  React.useEffect(() => {
    let wanted = true;
    ask().then(
      answer => wanted && setValue(answer),
      error => wanted && failed(error)
    );
    return () => {
      wanted = false;
    };
  }, keys);
  return value;
}
