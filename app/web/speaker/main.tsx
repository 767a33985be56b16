import '../styles/base.css';
import '../styles/lists.css';
import './speaker.css';
import { startPage } from '../shared/start';
import { SpeakerPage } from './SpeakerPage';

startPage(SpeakerPage);
