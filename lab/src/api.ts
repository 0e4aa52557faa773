/** What the kit's part of the Jupyter server answers; it is written by kit/lab/listing.py. */
import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

/** good, warn, bad or nothing: a colour, not a judgement. */
export type Tone = '' | 'good' | 'warn' | 'bad';

export interface Field {
  name: string;
  title: string;
  type: string;
  grade: string;
  tone: Tone;
  identifier: boolean;
  remark: string;
  plan: string;
}

export interface Catalog {
  name: string;
  title: string;
  unit: string;
  frequency: string;
  grade: string;
  tone: Tone;
  description: string;
  reading: string;
  head: string;
  plan: string;
  fields: Field[];
}

export interface Last {
  kind: string;
  verdict: string;
  tone: Tone;
  when: string;
  left: number;
  changed: boolean;
}

/** Why the plan of a product cannot be read. */
export interface Problem {
  what: string;
  next_step: string;
  place: Place | null;
}

/** Where the register has a product. */
export interface Standing {
  title: string;
  tone: Tone;
  told: string;
}

export interface Product {
  name: string;
  title: string;
  category: string;
  forms: string[];
  folder: string;
  problem: Problem | null;
  running: boolean;
  last: Last | null;
  standing: Standing | null;
  executed: boolean;
}

export interface Place {
  path: string;
  label: string;
  cell?: number;
  line?: number;
}

export interface Finding {
  check: string;
  title: string;
  status: string;
  word: string;
  tone: Tone;
  summary: string;
  detail: string[];
  next_step: string;
  place: Place | null;
}

export interface Findings {
  product: string;
  title?: string;
  last: Last | null;
  findings: Finding[];
}

/** What a plan declares so far, and below which line of product.yaml more is added. */
export interface Declared {
  fields: { [catalog: string]: string[] };
  lines: { [catalog: string]: number };
  line: number;
}

export interface Home {
  prefix: string;
  folder: string;
  products: boolean;
  city: boolean;
}

const settings = ServerConnection.makeSettings();

async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
  const url = URLExt.join(settings.baseUrl, 'kit', path);
  const response = await ServerConnection.makeRequest(url, init, settings).catch(() => {
    throw new Error('连不上 JupyterLab 的服务器:它可能停了,或网络断了。\n怎么办:看运行 kit lab 的终端;恢复后面板自己会再试。');
  });
  const body = await response.json().catch(() => ({}));
  if (!response.ok) {
    const { error } = body;
    throw new Error(error ? `[${error.code}] ${error.what}\n怎么办:${error.next_step}` : refusal(response.status));
  }
  return body as T;
}

function refusal(status: number): string {
  if (status === 404) {
    return '面板的服务器部分没有运行。\n怎么办:用 kit lab 启动;在别的 JupyterLab 里,把套件装进运行服务器的环境再重启。';
  }
  if (status === 401 || status === 403) {
    return '登录已失效。\n怎么办:刷新页面,重新登录。';
  }
  return `服务器出了意外(${status})。\n怎么办:看运行 kit lab 的终端里最后几行。`;
}

export const home = (): Promise<Home> => ask('home');
export const catalogs = (): Promise<Catalog[]> => ask('catalogs');
export const search = (text: string): Promise<string[]> => ask(`search?text=${encodeURIComponent(text)}`);
export const products = (): Promise<Product[]> => ask('products');
export const findings = (name: string): Promise<Findings> => ask(`findings/${name}`);
export const declared = (name: string): Promise<Declared> => ask(`declared/${name}`);
/** The line for a terminal that checks a product, or that builds the partner's city. */
export const line = (command: 'check' | 'build', name = ''): Promise<{ line: string }> => ask(`line/${command}/${name}`);
export const create = (name: string): Promise<{ name: string; notebook: string }> =>
  ask('products', { method: 'POST', body: JSON.stringify({ name }) });
export const reportUrl = (name: string): string => URLExt.join(settings.baseUrl, 'kit', 'report', name);
/** The notebook as `kit run` left it, in the colours of the theme. */
export const executedUrl = (name: string): string => {
  const theme = document.body.dataset.jpThemeLight === 'false' ? 'dark' : 'light';
  return `${URLExt.join(settings.baseUrl, 'kit', 'executed', name)}?theme=${theme}`;
};
