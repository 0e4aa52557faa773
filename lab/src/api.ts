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

export interface Product {
  name: string;
  title: string;
  category: string;
  forms: string[];
  folder: string;
  last: Last | null;
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
  cwd: string;
  city: boolean;
}

const settings = ServerConnection.makeSettings();

async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
  const url = URLExt.join(settings.baseUrl, 'kit', path);
  const response = await ServerConnection.makeRequest(url, init, settings);
  const body = await response.json().catch(() => ({}));
  if (!response.ok) {
    const error = body.error;
    throw new Error(
      error ? `[${error.code}] ${error.what}\n${error.next_step}` : `服务器没有回答(${response.status}):请重启 JupyterLab`
    );
  }
  return body as T;
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
