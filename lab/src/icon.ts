import { LabIcon } from '@jupyterlab/ui-components';

function icon(name: string, path: string): LabIcon {
  const svgstr = `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24"><g class="jp-icon3" fill="#616161"><path fill-rule="evenodd" d="${path}"/></g></svg>`;
  return new LabIcon({ name: `luan-data-kit:${name}`, svgstr });
}

/** A city in three columns: the tables of a catalog. */
export const kitIcon = icon('kit', 'M3 10h5v11H3zM9.5 3h5v18h-5zM16 7h5v14h-5z');
export const createIcon = icon('create', 'M4 3h10l6 6v12H4zM11 10v3H8v2h3v3h2v-3h3v-2h-3v-3z');
export const checkIcon = icon('check', 'M4 3h16v18H4zM7 12.4l3.6 3.6L17.4 9.2 16 7.8l-5.4 5.4-2.2-2.2z');
