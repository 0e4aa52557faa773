import { LabIcon } from '@jupyterlab/ui-components';

/** A city in three columns: the tables of a catalog. */
export const kitIcon = new LabIcon({
  name: 'luan-data-kit:icon',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24"><g class="jp-icon3" fill="#616161"><path d="M3 10h5v11H3zM9.5 3h5v18h-5zM16 7h5v14h-5z"/></g></svg>`
});
