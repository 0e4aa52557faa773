import * as React from 'react';
import * as api from './api';
import { Badge, Empty } from './bits';

interface Props {
  products: api.Product[] | undefined;
  city: boolean;
  open: (product: api.Product) => void;
  create: (name: string) => void;
  check: (name: string) => void;
  show: (name: string) => void;
  build: () => void;
}

/** Products that have a folder first; those of 附件2 that nobody has begun below. */
export function Products(props: Props): JSX.Element {
  if (!props.products) {
    return <Empty>正在读取产品…</Empty>;
  }
  const begun = props.products.filter(p => p.folder);
  const rest = props.products.filter(p => !p.folder);
  return (
    <div className="kit-list">
      {!props.city && (
        <Empty>
          还没有自己的合成城市,笔记本还取不到数。
          <button className="kit-insert kit-mod-shown" onClick={props.build}>
            生成合成城市(约二十秒)
          </button>
        </Empty>
      )}
      <h3 className="kit-unit">已开发 {begun.length} 个</h3>
      {begun.map(p => (
        <div className="kit-catalog" key={p.name} data-product={p.name}>
          <div className="kit-row">
            <button className="kit-name" title={`打开 ${p.folder}/product.ipynb`} onClick={() => props.open(p)}>
              <span className="kit-title">{p.title}</span>
            </button>
            <button className="kit-insert" onClick={() => props.check(p.name)}>
              自查
            </button>
          </div>
          <div className="kit-under">
            {p.forms.map(form => (
              <Badge key={form} text={form} />
            ))}
            <LastOf product={p} show={props.show} />
          </div>
        </div>
      ))}
      <h3 className="kit-unit">未开发 {rest.length} 个</h3>
      {rest.map(p => (
        <div className="kit-catalog" key={p.name} data-product={p.name}>
          <div className="kit-row">
            <span className="kit-name kit-quiet">{p.title}</span>
            <button className="kit-insert" onClick={() => props.create(p.name)}>
              新建
            </button>
          </div>
        </div>
      ))}
    </div>
  );
}

function LastOf({ product, show }: { product: api.Product; show: (name: string) => void }): JSX.Element {
  const { last } = product;
  if (!last) {
    return <span className="kit-quiet">还没有自查</span>;
  }
  const when = new Date(last.when).toLocaleString('zh-CN', { dateStyle: 'short', timeStyle: 'short' });
  return (
    <button className="kit-last" title={`${when};点击查看发现`} onClick={() => show(product.name)}>
      {last.kind} <Badge text={last.verdict} tone={last.tone} />
      {last.left > 0 && <span className="kit-quiet"> {last.left} 条待看</span>}
      {last.changed && <span className="kit-quiet"> · 之后改过</span>}
    </button>
  );
}
