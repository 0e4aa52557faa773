import * as React from 'react';
import * as api from './api';
import { Badge, Empty, Trouble, useAnswer } from './bits';

export interface Insert {
  (catalog: api.Catalog, field?: api.Field): void;
}

/** All catalogs by unit, or those that a search finds, best first. */
export function Catalogs({ insert }: { insert: Insert }): JSX.Element {
  const [text, setText] = React.useState('');
  const { value: all, error, again } = useAnswer(api.catalogs, []);
  const words = text.trim();
  const { value: found, error: unfound, again: seek } = useAnswer(() => (words ? api.search(words) : Promise.resolve(undefined)), [words]);
  if (!all) {
    return error ? <Trouble error={error} again={again} /> : <Empty>正在读取目录…</Empty>;
  }
  const byName = new Map(all.map(c => [c.name, c]));
  const shown = words && found ? found.map(name => byName.get(name)!) : all;
  const units = words ? [''] : [...new Set(all.map(c => c.unit))];
  return (
    <>
      <div className="kit-search">
        <input
          className="jp-mod-styled"
          type="search"
          placeholder="中文名、标识或字段,如 欠税 或 tax"
          aria-label="检索数据目录"
          value={text}
          onChange={event => setText(event.target.value)}
        />
        <span className="kit-quiet kit-count" role="status">{words ? `找到 ${shown.length} 个` : `数据目录 ${all.length} 个`}</span>
      </div>
      <div className="kit-list">
        {words && unfound && <Trouble error={unfound} again={seek} />}
        {shown.length === 0 && <Empty>没有找到。换一个词,或用 %catalog 在笔记本里查来历。</Empty>}
        {units.map(unit => (
          <section key={unit}>
            {unit && <h3 className="kit-unit">{unit}</h3>}
            {shown
              .filter(c => !unit || c.unit === unit)
              .map(c => (
                <CatalogItem key={c.name} catalog={c} words={words} insert={insert} />
              ))}
          </section>
        ))}
      </div>
    </>
  );
}

function CatalogItem(props: { catalog: api.Catalog; words: string; insert: Insert }): JSX.Element {
  const { catalog, words, insert } = props;
  const [open, setOpen] = React.useState(false);
  return (
    <div className="kit-catalog" data-catalog={catalog.name}>
      <div className="kit-row">
        <button className="kit-name" aria-expanded={open} title={catalog.description} onClick={() => setOpen(!open)}>
          <span className={`kit-caret ${open ? 'kit-mod-open' : ''}`} aria-hidden="true" />
          <span className="kit-title">{catalog.title}</span>
        </button>
        <button className="kit-insert" title={`在当前单元插入 ${catalog.reading}`} aria-label={`插入 ${catalog.title}`} onClick={() => insert(catalog)}>
          插入
        </button>
      </div>
      <div className="kit-under">
        <code>{catalog.name}</code>
        <Badge text={catalog.frequency} title="更新频率" />
        <Badge text={catalog.grade} tone={catalog.tone} title="最高分级" />
      </div>
      {open && (
        <ul className="kit-fields">
          {catalog.fields.map(f => (
            <li key={f.name} className={words && `${f.title}${f.name}`.toLowerCase().includes(words.toLowerCase()) ? 'kit-mod-hit' : ''}>
              <button className="kit-field" title={`${f.title} · ${f.type}${f.remark && ` · ${f.remark}`}\n点击插入 ${catalog.name}.${f.name}`} onClick={() => insert(catalog, f)}>
                <span>{f.title}</span>
                <code>{f.name}</code>
              </button>
              {(f.tone === 'warn' || f.tone === 'bad') && <Badge text={f.grade} tone={f.tone} />}
              {f.identifier && <Badge text="标识符" title="指向一个人、一户、一家单位、一处房屋或他们的记录" />}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
