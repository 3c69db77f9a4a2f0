-- Between a notebook's Markdown and Typst: tables written in HTML become tables, formulas are mended, wide tables shrink.

-- The width of the text in the size of a table's characters: 16.4 cm at 9 pt, half an em a character.
local CHARACTERS = 100
-- What a column's padding costs, in characters.
local PADDING = 3

-- Typst's writer turns norms into `parallel`, an operator under which a subscript becomes a limit. The character is a delimiter.
function Math(math)
  local text = math.text
  text = text:gsub("\\[lr]Vert%f[%A]", "‖"):gsub("\\Vert%f[%A]", "‖"):gsub("\\|", "‖")
  text = text:gsub("\\left%s*‖", "‖"):gsub("\\right%s*‖", "‖")
  text = text:gsub("\\[bB]igg?[lrm]?%s*‖", "‖")
  text = text:gsub("\\nonumber%f[%A]", ""):gsub("\\label%b{}", "")
  math.text = text
  return math
end

function RawBlock(block)
  if block.format == "html" then
    return pandoc.read(block.text, "html").blocks:walk({ Table = Table })
  end
end

-- a break, a superscript or the like inside a paragraph
function RawInline(inline)
  if inline.format == "html" and inline.text:match("^<[bB][rR]%s*/?>$") then
    return pandoc.LineBreak()
  end
end

local function longest_word(cell)
  local longest = 0
  for word in pandoc.utils.stringify(cell.contents):gmatch("%S+") do
    longest = math.max(longest, utf8.len(word) or #word)
  end
  return longest
end

-- Words wrap, numbers do not: a table is too wide if its longest words do not fit side by side.
function Table(tbl)
  local widths = {}
  local function measure(rows)
    for _, row in ipairs(rows) do
      for column, cell in ipairs(row.cells) do
        widths[column] = math.max(widths[column] or 0, longest_word(cell))
      end
    end
  end
  measure(tbl.head.rows)
  for _, body in ipairs(tbl.bodies) do
    measure(body.head)
    measure(body.body)
  end
  measure(tbl.foot.rows)
  local needed = 0
  for _, width in ipairs(widths) do
    needed = needed + width + PADDING
  end
  -- columns as wide as their content, whatever the Markdown's dashes said
  for i, spec in ipairs(tbl.colspecs) do
    tbl.colspecs[i] = { spec[1], nil }
  end
  if needed <= CHARACTERS then
    return tbl
  end
  local open = string.format("#shrunk(%.3f)[", CHARACTERS / needed)
  return { pandoc.RawBlock("typst", open), tbl, pandoc.RawBlock("typst", "]") }
end

return {
  { RawBlock = RawBlock, RawInline = RawInline, Math = Math },
  -- HTML tables were measured when they were read
  {
    Pandoc = function(doc)
      return doc
    end,
  },
}
