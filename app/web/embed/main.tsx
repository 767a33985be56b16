import '../styles/base.css';
import '../styles/lists.css';
import './embed.css';
import { startPage } from '../shared/start';
import { EmbedPage } from './EmbedPage';

startPage(EmbedPage);
