/** The face as it is, over a background that knows one scene: `?scene=batch`, and `&window=consent`. */
import "./background"
import { createRoot } from "react-dom/client"
import Face from "~popup"

const root = document.createElement("div")
document.body.append(root)
createRoot(root).render(<Face />)
