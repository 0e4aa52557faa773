import { ReactWidget } from '@jupyterlab/ui-components';
import * as React from 'react';
import * as api from './api';
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
  failed: (error: Error) => void;
}

export type Tab = '目录' | '产品' | '发现';
const TABS: Tab[] = ['目录', '产品', '发现'];
const EVERY = 5000; // ms between looks at the products while the panel is seen; a check takes a minute

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

  /** Look at the products once now. */
  async refresh(): Promise<void> {
    try {
      [this.products, this.home] = await Promise.all([api.products(), api.home()]);
      this.update();
    } catch (error) {
      this.complain(error as Error);
    }
  }

  protected onAfterShow(): void {
    void this.refresh();
    this.timer = window.setInterval(() => void this.refresh(), EVERY);
  }

  protected onBeforeHide(): void {
    window.clearInterval(this.timer);
  }

  /** Say it once: the next look comes in five seconds. */
  private complain(error: Error): void {
    if (!this.complained) {
      this.complained = true;
      this.deeds.failed(error);
    }
  }

  protected render(): JSX.Element {
    const show = (name: string) => this.turn('发现', name);
    return (
      <>
        <div className="kit-tabs" role="tablist">
          {TABS.map(tab => (
            <button key={tab} role="tab" aria-selected={tab === this.tab} onClick={() => this.turn(tab)}>
              {tab}
            </button>
          ))}
        </div>
        {this.tab === '目录' && <Catalogs insert={this.deeds.insert} failed={this.deeds.failed} />}
        {this.tab === '产品' && <Products {...this.deeds} products={this.products} city={this.home?.city ?? true} show={show} />}
        {this.tab === '发现' && <Findings {...this.deeds} products={this.products} product={this.product} choose={show} />}
      </>
    );
  }

  private deeds: Deeds;
  private tab: Tab = '目录';
  private product = '';
  private products: api.Product[] | undefined;
  private home: api.Home | undefined;
  private timer = 0;
  private complained = false;
}
