import { mount } from 'svelte';
import App from './App.svelte';
import { Client } from './client/client.ts';
import { findDesktop } from './client/desktop.ts';
import { PortTransport } from './client/portTransport.ts';
import { httpUploads } from './client/uploads.ts';
import { WebSocketTransport } from './client/webSocketTransport.ts';
import { Workspace } from './state/workspace.svelte.ts';
import './theme/index.css';
import { applyTheme } from './theme/theme.ts';

applyTheme('system');

const desktop = findDesktop();
const client = new Client(
  desktop ? new PortTransport(await desktop.connect()) : new WebSocketTransport(location.origin),
);
const workspace = new Workspace(client.services, httpUploads, desktop);

const target = document.getElementById('app');
if (!target) throw new Error('The page has no place for the app');
mount(App, { target, props: { workspace, client } });
