import '../styles/base.css';
import './api.css';
import { draw, pageRoot } from '../shared/start';
import { ApiPage } from './ApiPage';

void draw(pageRoot(), <ApiPage />);
