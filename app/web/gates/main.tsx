import '../styles/base.css';
import '../styles/lists.css';
import './gates.css';
import { startPage } from '../shared/start';
import { GatesPage } from './GatesPage';

startPage(GatesPage);
