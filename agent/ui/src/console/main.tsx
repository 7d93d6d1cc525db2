import '../../tokens.css';
import '../shared/controls.css';
import './console.css';
import { render } from 'preact';
import { App } from './app';

render(<App />, document.getElementById('page')!);
