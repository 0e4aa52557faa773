import { ILayoutRestorer, JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, Notification } from '@jupyterlab/apputils';
import { ILauncher } from '@jupyterlab/launcher';
import { INotebookTracker } from '@jupyterlab/notebook';
import * as api from './api';
import { chooseProduct, failed, offerPlan } from './dialogs';
import { checkIcon, createIcon, kitIcon } from './icon';
import { goTo, insertLine, wakeKernels } from './notebook';
import { KitPanel, Tab } from './panel';

const CATEGORY = '公共数据';
const IDS = { create: 'kit:new-product', catalogs: 'kit:open-catalogs', check: 'kit:check-product' };

/** The product whose folder a path lies in. */
function productOf(path: string | undefined): string {
  return path?.match(/(?:^|\/)products\/(\w+)\//)?.[1] ?? '';
}

/** Run a command of the kit where people see it run, and can stop it. */
async function inTerminal(app: JupyterFrontEnd, command: 'check' | 'build', name = ''): Promise<void> {
  const { line } = await api.line(command, name);
  if (!app.serviceManager.terminals.isAvailable()) {
    Notification.warning(`这里没有终端。请在命令行运行:${line}`, { autoClose: false });
    return;
  }
  const main = await app.commands.execute('terminal:create-new');
  const { session } = main.content;
  const send = () => session.send({ type: 'stdin', content: [`${line}\r`] });
  if (session.connectionStatus === 'connected') {
    send();
  } else {
    const connected = (_: unknown, status: string) => {
      if (status === 'connected') {
        session.connectionStatusChanged.disconnect(connected);
        send();
      }
    };
    session.connectionStatusChanged.connect(connected);
  }
}

function activate(
  app: JupyterFrontEnd,
  tracker: INotebookTracker,
  launcher: ILauncher | null,
  palette: ICommandPalette | null,
  restorer: ILayoutRestorer | null
): void {
  const at = (place: api.Place) => api.home().then(({ prefix }) => goTo(app, place, prefix), failed);
  const current = () => productOf(tracker.currentWidget?.context.path);
  const openNotebook = (path: string) => at({ path, label: '', cell: 0 });

  const offerToDeclare = async (name: string, catalog: api.Catalog, field?: api.Field) => {
    const plan = name ? await api.declared(name) : null;
    const fields = plan?.fields[catalog.name];
    if (!plan || (fields && (!field || fields.includes(field.name)))) {
      return; // no plan to write into, or written already
    }
    const lines = field ? (fields ? field.plan : catalog.head + field.plan) : catalog.plan;
    const line = plan.lines[catalog.name] ?? plan.line;
    const open = () => void at({ path: `products/${name}/product.yaml`, label: '', line });
    offerPlan(field ? `字段“${field.title}”` : `目录“${catalog.title}”`, lines, open);
  };

  const panel = new KitPanel({
    insert: (catalog, field) => {
      const line = field ? `${catalog.name}.${field.name}` : catalog.reading;
      const notebook = insertLine(tracker, line, !field);
      if (!notebook) {
        Notification.warning('先打开一本笔记本,再插入。', { autoClose: 4000 });
        return;
      }
      void offerToDeclare(productOf(notebook.context.path), catalog, field);
    },
    open: product => void openNotebook(`${product.folder}/product.ipynb`),
    create: name => void app.commands.execute(IDS.create, { name }),
    check: name => void app.commands.execute(IDS.check, { name }),
    build: () => void inTerminal(app, 'build').catch(failed),
    goTo: place => void at(place),
    done: product => {
      const actions = [{ label: '看发现', callback: () => show('发现', product.name) }];
      const word = product.last?.verdict;
      Notification.emit(`${product.title}:审查结束${word ? `,${word}` : ''}`, word === '通过' ? 'success' : 'warning', { autoClose: 10000, actions });
    }
  });
  app.shell.add(panel, 'left', { rank: 150 });
  restorer?.add(panel, panel.id);

  const show = (tab: Tab, product?: string) => {
    panel.turn(tab, product);
    app.shell.activateById(panel.id);
  };

  app.commands.addCommand(IDS.create, {
    label: '新建产品',
    caption: '从附件2 选一个产品,新建马上可以运行的文件夹',
    icon: createIcon,
    execute: async args => {
      try {
        const free = (await api.products()).filter(p => !p.folder);
        const name = (args.name as string) || (await chooseProduct('新建产品', free));
        if (name) {
          const made = await api.create(name);
          await panel.refresh();
          await openNotebook(made.notebook);
        }
      } catch (error) {
        failed(error as Error);
      }
    }
  });
  app.commands.addCommand(IDS.catalogs, {
    label: '打开目录',
    caption: '62 个数据目录:检索、字段、分级,插入读取的一行',
    icon: kitIcon,
    execute: () => show('目录')
  });
  app.commands.addCommand(IDS.check, {
    label: '审查产品',
    caption: '在终端里运行 kit check:与产品审查相同的运行与检查,发现列在面板里',
    icon: checkIcon,
    execute: async args => {
      try {
        const begun = (await api.products()).filter(p => p.folder);
        const name = (args.name as string) || (await chooseProduct('审查产品(自查)', begun, current()));
        if (begun.find(p => p.name === name)?.running) {
          Notification.info('这个产品正在审查,进度在它的终端里。', { autoClose: 5000 });
        } else if (name) {
          show('发现', name);
          await inTerminal(app, 'check', name);
        }
      } catch (error) {
        failed(error as Error);
      }
    }
  });
  Object.values(IDS).forEach((command, rank) => {
    launcher?.add({ command, category: CATEGORY, rank });
    palette?.addItem({ command, category: CATEGORY });
  });
  wakeKernels(tracker);
}

const plugin: JupyterFrontEndPlugin<void> = {
  id: 'luan-data-kit-lab:plugin',
  description: '数据目录、产品与发现的侧面板,启动页的三个入口',
  autoStart: true,
  requires: [INotebookTracker],
  optional: [ILauncher, ICommandPalette, ILayoutRestorer],
  activate
};

export default plugin;
