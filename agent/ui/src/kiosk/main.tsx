import '../../tokens.css';
import './kiosk.css';
import { render } from 'preact';
import { App } from './app';
import { keepInside } from './keep_inside';

keepInside();
render(<App />, document.getElementById('page')!);
