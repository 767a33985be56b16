import '../styles/base.css';
import '../styles/lists.css';
import './event.css';
import '../styles/bracket.css';
import '../styles/print.css';
import { startPage } from '../shared/start';
import { EventPage } from './EventPage';

startPage(EventPage);
