import '../styles/base.css';
import './control.css';
import { draw, pageRoot } from '../shared/start';
import { ControlPage } from './ControlPage';

void draw(pageRoot(), <ControlPage />);
