import { Clipboard, InputDialog, Notification, showErrorMessage } from '@jupyterlab/apputils';
import * as api from './api';

/** Ask for one of the products; null when nobody chose. */
export async function chooseProduct(title: string, among: api.Product[], current = ''): Promise<string | null> {
  if (among.length === 0) {
    await showErrorMessage(title, '没有可选的产品。');
    return null;
  }
  const named = among.map(p => `${p.title}(${p.name})`);
  const at = Math.max(among.findIndex(p => p.name === current), 0);
  const { value } = await InputDialog.getItem({ title, items: named, current: at, okLabel: '确定', cancelLabel: '取消' });
  return value ? among[named.indexOf(value)].name : null;
}

/** Reading is only half of it: the scenario plan must declare what is read. */
export function offerPlan(what: string, lines: string, open: () => void): void {
  const copy = () => Clipboard.copyToSystem(lines);
  const actions = [
    { label: '复制 YAML 行', callback: copy },
    { label: '复制并打开 product.yaml', callback: () => (copy(), open()) }
  ];
  Notification.info(`${what}还没有写进 product.yaml,写进去才读得到;每个字段都要写理由。`, { autoClose: 15000, actions });
}

export function failed(error: Error): void {
  Notification.error(error.message, { autoClose: 8000 });
}
