// Where the page begins.
import { createRoot } from 'react-dom/client';
import 'adaptivecards/dist/adaptivecards.css';
import 'slack-blocks-to-jsx/dist/style.css';
import './style/page.css';
import './style/cards.css';
import './style/panels.css';
import './style/storm.css';
import './style/ways.css';
import { App } from './app.tsx';

const root = document.getElementById('page');
if (!root) throw new Error('the page has no root');
createRoot(root).render(<App />);
