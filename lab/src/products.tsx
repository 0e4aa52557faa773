import * as React from 'react';
import * as api from './api';
import { Badge, Empty } from './bits';

interface Props {
  products: api.Product[] | undefined;
  home: api.Home | undefined;
  open: (product: api.Product) => void;
  create: (name: string) => void;
  check: (name: string) => void;
  goTo: (place: api.Place) => void;
  show: (name: string) => void;
  build: () => void;
}

/** Products that have a folder first; those of 附件2 that nobody has begun below. */
export function Products(props: Props): JSX.Element {
  const { products, home } = props;
  if (!products || !home) {
    return <Empty>正在读取产品…</Empty>;
  }
  const begun = products.filter(p => p.folder);
  const rest = products.filter(p => !p.folder);
  return (
    <div className="kit-list">
      {!home.products && (
        <Empty>文件夹“{home.folder}”里还没有 products/。在这里新建产品就会有;已有项目的,请在项目文件夹里运行 kit lab。</Empty>
      )}
      {!home.city && (
        <Empty>
          还没有自己的合成城市,笔记本还取不到数。
          <button className="kit-insert kit-mod-shown" onClick={props.build}>
            生成合成城市(约二十秒)
          </button>
        </Empty>
      )}
      <h3 className="kit-unit">已开发 {begun.length} 个</h3>
      {begun.map(p => (
        <Begun key={p.name} product={p} {...props} />
      ))}
      <h3 className="kit-unit">未开发 {rest.length} 个</h3>
      {rest.map(p => (
        <div className="kit-catalog" key={p.name} data-product={p.name}>
          <div className="kit-row">
            <span className="kit-name kit-quiet">{p.title}</span>
            <button className="kit-insert" aria-label={`新建 ${p.title}`} onClick={() => props.create(p.name)}>
              新建
            </button>
          </div>
        </div>
      ))}
    </div>
  );
}

function Begun({ product: p, ...deeds }: Props & { product: api.Product }): JSX.Element {
  return (
    <div className="kit-catalog" data-product={p.name}>
      <div className="kit-row">
        <button className="kit-name" title={`打开 ${p.folder}/product.ipynb`} onClick={() => deeds.open(p)}>
          <span className="kit-title">{p.title}</span>
        </button>
        <button className="kit-insert" aria-label={`自查 ${p.title}`} disabled={p.running} onClick={() => deeds.check(p.name)}>
          自查
        </button>
      </div>
      <div className="kit-under">
        {p.forms.map(form => (
          <Badge key={form} text={form} title="服务形式" />
        ))}
        {p.standing && <Badge text={p.standing.title} tone={p.standing.tone} title={`登记簿:${p.standing.told}`} />}
        {p.running && <Badge text="正在审查…" tone="warn" title="进度在终端里" />}
        <LastOf product={p} show={deeds.show} />
        {p.executed && (
          <a href="#" title="上一次 kit run 留下的笔记本,带结果与图" onClick={event => (event.preventDefault(), window.open(api.executedUrl(p.name), '_blank', 'noreferrer'))}>
            运行结果
          </a>
        )}
      </div>
      {p.problem && <Unreadable problem={p.problem} goTo={deeds.goTo} />}
    </div>
  );
}

function Unreadable({ problem, goTo }: { problem: api.Problem; goTo: (place: api.Place) => void }): JSX.Element {
  const { place } = problem;
  return (
    <div className="kit-under kit-problem">
      <Badge text="方案有误" tone="bad" />
      <span>{problem.what}</span>
      <span className="kit-quiet">怎么办:{problem.next_step}</span>
      {place && (
        <button className="kit-jump" onClick={() => goTo(place)}>
          到 {place.label} →
        </button>
      )}
    </div>
  );
}

function LastOf({ product, show }: { product: api.Product; show: (name: string) => void }): JSX.Element {
  const { last } = product;
  if (!last) {
    return <span className="kit-quiet">{product.running ? '' : '还没有自查'}</span>;
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
