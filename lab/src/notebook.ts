/** What the panel does in notebooks and editors: insert a line, go to a cell or a line, wake the kit in a kernel. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { CodeEditor } from '@jupyterlab/codeeditor';
import type { DocumentWidget } from '@jupyterlab/docregistry';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { NotebookActions } from '@jupyterlab/notebook';
import type { Place } from './api';

/** Magics and completion, for people only: a run by papermill has no front end and never gets here. */
const WAKE = `try:
    get_ipython().extension_manager.load_extension("kit")
except Exception:
    pass`;

/** Put a line into the active cell, or below it when it is not code; null when no notebook is open. */
export function insertLine(tracker: INotebookTracker, text: string, whole: boolean): NotebookPanel | null {
  const panel = tracker.currentWidget;
  if (!panel || !panel.content.activeCell) {
    return null;
  }
  if (panel.content.activeCell.model.type !== 'code') {
    NotebookActions.insertBelow(panel.content);
  }
  const editor = panel.content.activeCell!.editor!;
  const source = panel.content.activeCell!.model.sharedModel;
  const at = editor.getOffsetAt(editor.getCursorPosition());
  const before = source.getSource();
  const start = whole ? lineEnd(before, at) : at;
  const inserted = whole && before.slice(0, start).trim() !== '' ? `\n${text}` : text;
  source.updateSource(start, start, inserted);
  panel.content.mode = 'edit';
  panel.activate();
  editor.focus();
  editor.setCursorPosition(editor.getPositionAt(start + inserted.length)!);
  return panel;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

/** Open the file of a place and show its cell or line. */
export async function goTo(app: JupyterFrontEnd, place: Place, prefix: string): Promise<void> {
  const path = prefix ? `${prefix}/${place.path}` : place.path;
  const factory = place.cell === undefined ? 'Editor' : 'Notebook';
  const widget = await app.commands.execute('docmanager:open', { path, factory });
  await widget.context.ready;
  app.shell.activateById(widget.id);
  if (place.cell !== undefined) {
    const notebook = (widget as NotebookPanel).content;
    notebook.activeCellIndex = place.cell;
    await notebook.scrollToItem(place.cell, 'center');
    notebook.activeCell?.addClass('kit-mod-found');
  } else if (place.line !== undefined) {
    const { editor } = (widget as DocumentWidget).content as unknown as { editor: CodeEditor.IEditor };
    const start = { line: place.line - 1, column: 0 };
    const end = { line: start.line, column: editor.getLine(start.line)?.length ?? 0 };
    editor.focus();
    editor.setSelection({ start, end });
    editor.revealPosition(start);
  }
}

/** Load the kit's magics into every Python kernel that a notebook gets, also after a restart. */
export function wakeKernels(tracker: INotebookTracker): void {
  tracker.widgetAdded.connect((_, panel) => {
    const wake = async () => {
      const kernel = panel.sessionContext.session?.kernel;
      const spec = await kernel?.spec;
      if (kernel && spec?.language === 'python') {
        kernel.requestExecute({ code: WAKE, silent: true, store_history: false });
      }
    };
    panel.sessionContext.kernelChanged.connect(() => void wake());
    panel.sessionContext.statusChanged.connect((_, status) => {
      if (status === 'restarting' || status === 'autorestarting') {
        const once = (__: unknown, next: string) => {
          if (next === 'idle') {
            panel.sessionContext.statusChanged.disconnect(once);
            void wake();
          }
        };
        panel.sessionContext.statusChanged.connect(once);
      }
    });
  });
}
