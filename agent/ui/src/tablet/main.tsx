import '../../tokens.css';
import '../kiosk/kiosk.css';
import './tablet.css';
import { render } from 'preact';
import { keepInside } from '../kiosk/keep_inside';
import { begin } from './queue';
import { Tablet } from './tablet';

keepInside();
void begin();
render(<Tablet />, document.getElementById('page')!);
