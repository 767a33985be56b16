import '../styles/base.css';
import './programme.css';
import { startPage } from '../shared/start';
import { ProgrammePage } from './ProgrammePage';

startPage(ProgrammePage);
