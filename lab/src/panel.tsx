import { ReactWidget } from '@jupyterlab/ui-components';
import * as React from 'react';
import * as api from './api';
import { Trouble } from './bits';
import { Catalogs, Insert } from './catalogs';
import { Findings } from './findings';
import { kitIcon } from './icon';
import { Products } from './products';

/** What the panel asks of the rest of JupyterLab. */
export interface Deeds {
  insert: Insert;
  open: (product: api.Product) => void;
  create: (name: string) => void;
  check: (name: string) => void;
  build: () => void;
  goTo: (place: api.Place) => void;
  done: (product: api.Product) => void;
}

export type Tab = '目录' | '产品' | '发现';
const TABS: Tab[] = ['目录', '产品', '发现'];
const EVERY = 5000; // ms between looks at the products while the panel is seen; a check takes a minute
const KEYS: { [key: string]: (at: number) => number } = { ArrowRight: at => at + 1, ArrowLeft: at => at - 1, Home: () => 0, End: () => TABS.length - 1 };

/** The side panel: catalogs, products, findings. */
export class KitPanel extends ReactWidget {
  constructor(deeds: Deeds) {
    super();
    this.deeds = deeds;
    this.id = 'luan-data-kit';
    this.title.icon = kitIcon;
    this.title.caption = '公共数据:目录、产品、发现';
    this.addClass('kit-panel');
  }

  /** Show a tab, and in 发现 a product. */
  turn(tab: Tab, product = this.product): void {
    this.tab = tab;
    this.product = product;
    this.update();
  }

  /** Look at the products once now; what ended since the last look is told. */
  async refresh(): Promise<void> {
    const before = this.products ?? [];
    try {
      [this.products, this.home] = await Promise.all([api.products(), api.home()]);
      this.trouble = undefined;
      const ran = new Set(before.filter(p => p.running).map(p => p.name));
      this.products.filter(p => ran.has(p.name) && !p.running).forEach(this.deeds.done);
    } catch (error) {
      this.trouble = error as Error;
    }
    this.update();
  }

  protected onAfterShow(): void {
    void this.refresh();
    this.timer = window.setInterval(() => void this.refresh(), EVERY);
  }

  protected onBeforeHide(): void {
    window.clearInterval(this.timer);
  }

  /** The keyboard begins where one would look: at the search, else at the tab. */
  protected onActivateRequest(): void {
    void this.renderPromise?.then(() => this.node.querySelector<HTMLElement>('input[type=search], [role=tab][aria-selected=true]')?.focus());
  }

  protected render(): JSX.Element {
    const show = (name: string) => this.turn('发现', name);
    const seen = this.tab !== '目录';
    return (
      <>
        <div className="kit-tabs" role="tablist" aria-label="公共数据" onKeyDown={event => this.move(event)}>
          {TABS.map(tab => (
            <button key={tab} role="tab" id={`kit-tab-${tab}`} aria-selected={tab === this.tab} aria-controls="kit-tabpanel" tabIndex={tab === this.tab ? 0 : -1} onClick={() => this.turn(tab)}>
              {tab}
            </button>
          ))}
        </div>
        <div className="kit-tabpanel" role="tabpanel" id="kit-tabpanel" aria-labelledby={`kit-tab-${this.tab}`}>
          {seen && this.trouble && <Trouble error={this.trouble} again={() => void this.refresh()} />}
          {this.tab === '目录' && <Catalogs insert={this.deeds.insert} />}
          {this.tab === '产品' && (this.products || !this.trouble) && <Products {...this.deeds} products={this.products} home={this.home} show={show} />}
          {this.tab === '发现' && (this.products || !this.trouble) && <Findings {...this.deeds} products={this.products} product={this.product} choose={show} />}
        </div>
      </>
    );
  }

  /** Arrow keys go from tab to tab, as in any list of tabs. */
  private move(event: React.KeyboardEvent<HTMLElement>): void {
    const next = KEYS[event.key]?.(TABS.indexOf(this.tab));
    if (next !== undefined) {
      event.preventDefault();
      this.turn(TABS[(next + TABS.length) % TABS.length]);
      (event.currentTarget.children[(next + TABS.length) % TABS.length] as HTMLElement).focus();
    }
  }

  private deeds: Deeds;
  private tab: Tab = '目录';
  private product = '';
  private products: api.Product[] | undefined;
  private home: api.Home | undefined;
  private trouble: Error | undefined;
  private timer = 0;
}
