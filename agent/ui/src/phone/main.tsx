import '../../tokens.css';
import '../kiosk/kiosk.css';
import './phone.css';
import { render } from 'preact';
import { takeLink } from './link';
import { Phone } from './phone';

// Another code in the same tab is another visit.
addEventListener('hashchange', () => location.reload());
render(<Phone linked={takeLink()} />, document.getElementById('page')!);
