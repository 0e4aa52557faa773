import * as React from 'react';
import * as api from './api';
import { Badge, Empty, Trouble, useAnswer } from './bits';

interface Props {
  products: api.Product[] | undefined;
  product: string;
  choose: (name: string) => void;
  goTo: (place: api.Place) => void;
  check: (name: string) => void;
}

/** What the last check of one product found; a click leads to the cell or the line. */
export function Findings(props: Props): JSX.Element {
  const [all, setAll] = React.useState(false);
  const begun = (props.products ?? []).filter(p => p.folder);
  const name = props.product || begun.find(p => p.last)?.name || begun[0]?.name || '';
  const chosen = begun.find(p => p.name === name);
  const last = chosen?.last;
  const { value, error, again } = useAnswer(() => (name ? api.findings(name) : Promise.resolve(undefined)), [name, last?.when, last?.verdict]);
  if (!props.products) {
    return <Empty>正在读取产品…</Empty>;
  }
  if (!name) {
    return <Empty>还没有产品。在“产品”里新建一个。</Empty>;
  }
  const found = value?.product === name ? value : undefined;
  const shown = (found?.findings ?? []).filter(f => all || f.status !== 'passed');
  return (
    <>
      <div className="kit-search">
        <select className="jp-mod-styled" aria-label="产品" value={name} onChange={event => props.choose(event.target.value)}>
          {begun.map(p => (
            <option key={p.name} value={p.name}>
              {p.title}
            </option>
          ))}
        </select>
        <span className="kit-row kit-count">
          {found?.last ? (
            <span>
              {found.last.kind} <Badge text={found.last.verdict} tone={found.last.tone} />{' '}
              <a href={api.reportUrl(name)} target="_blank" rel="noreferrer">
                报告
              </a>
            </span>
          ) : (
            <span className="kit-quiet">还没有自查</span>
          )}
          <button className="kit-insert kit-mod-shown" disabled={chosen?.running} onClick={() => props.check(name)}>
            自查
          </button>
        </span>
        {found?.last && (
          <label className="kit-quiet">
            <input type="checkbox" checked={all} onChange={event => setAll(event.target.checked)} /> 也列出通过的({found.findings.filter(f => f.status === 'passed').length})
          </label>
        )}
      </div>
      <div className="kit-list">
        {error && <Trouble error={error} again={again} />}
        {chosen?.running && <Empty>正在审查,进度在终端里;结束后这里会换成新的发现。</Empty>}
        {found?.last?.changed && <Empty>这次之后改过产品,发现可能已不相符。</Empty>}
        {found?.last && shown.length === 0 && <Empty>没有要改的地方。</Empty>}
        {shown.map((f, n) => (
          <FindingItem key={n} finding={f} goTo={props.goTo} />
        ))}
      </div>
    </>
  );
}

function FindingItem({ finding, goTo }: { finding: api.Finding; goTo: (place: api.Place) => void }): JSX.Element {
  const { place } = finding;
  return (
    <div className="kit-finding" data-check={finding.check}>
      <div>
        <Badge text={finding.word} tone={finding.tone} /> <b>{finding.title}</b>
      </div>
      <div>{finding.summary}</div>
      {finding.detail.slice(0, 5).map((text, n) => (
        <div className="kit-quiet" key={n}>
          {text}
        </div>
      ))}
      {finding.next_step && <div className="kit-next">怎么办:{finding.next_step}</div>}
      {place && (
        <button className="kit-jump" onClick={() => goTo(place)}>
          到 {place.label} →
        </button>
      )}
    </div>
  );
}
