-- Between a notebook's Markdown and Typst: tables written in HTML become tables, formulas are mended, wide tables shrink.

-- The width of the text in the size of a table's characters: 16.4 cm at 9 pt, half an em a character.
local CHARACTERS = 110
-- What a column's padding costs, in characters.
local PADDING = 3
-- Rows of a table that may go over the page.
local LONG = 15

-- Bars in one piece of a formula, taken in turn as left and right. Typst sets a bar that nothing pairs like a relation, with
-- space at its sides, and a norm by \| as `parallel`, under which a subscript becomes a limit.
local function paired(text, bar, left, right)
  local _, count = text:gsub(bar, "")
  if count % 2 == 1 then
    return text
  end
  return (text:gsub(bar .. "(.-)" .. bar, function(inner)
    local _, opened = inner:gsub("{", "")
    local _, closed = inner:gsub("}", "")
    return opened == closed and left .. inner .. right or nil
  end))
end

-- Calls `change` on what lies between alignment marks and line ends: bars do not pair across these.
local function each_cell(text, change)
  local cells = {}
  for cell, mark in (text:gsub("\\\\", "\1") .. "\2"):gmatch("([^&\1\2]*)([&\1\2])") do
    cells[#cells + 1] = change(cell) .. (mark == "\1" and "\\\\" or mark == "&" and "&" or "")
  end
  return table.concat(cells)
end

-- Columns of an alignment come in pairs, between which LaTeX leaves a gap and Typst none.
local function with_gaps(text)
  local _, environments = text:gsub("\\begin{", "")
  if environments ~= 1 or not text:find("\\begin{aligned}", 1, true) then
    return text
  end
  local rows = {}
  for row in (text:gsub("\\\\", "\1") .. "\1"):gmatch("([^\1]*)\1") do
    local mark = 0
    rows[#rows + 1] = row:gsub("&", function()
      mark = mark + 1
      return mark % 2 == 0 and "\\qquad &" or "&"
    end)
  end
  return table.concat(rows, "\\\\")
end

function Math(math)
  local text = math.text:gsub("\\nonumber%f[%A]", ""):gsub("\\notag%f[%A]", ""):gsub("\\label%b{}", "")
  local aligned = text:find("&", 1, true) ~= nil
  text = text:gsub("\\[lr]Vert%f[%A]", "‖"):gsub("\\Vert%f[%A]", "‖"):gsub("\\|", "‖")
  for _, size in ipairs({ "left", "right", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl", "Biggr", "big", "Big" }) do
    text = text:gsub("\\" .. size .. "%s*‖", "‖")
  end
  -- one size for both sides of a pair is what \left and \right find by themselves
  text = text:gsub("\\[bB]igg?l%f[%A]%s*", aligned and "" or "\\left"):gsub("\\[bB]igg?r%f[%A]%s*", aligned and "" or "\\right")
  -- bars that are paired already
  text = text:gsub("(\\left%s*)|", "%1\3"):gsub("(\\right%s*)|", "%1\3")
  text = each_cell(text, function(cell)
    cell = paired(cell, "‖", "\\lVert ", "\\rVert ")
    return text:find("\\begin{array}", 1, true) and cell or paired(cell, "|", "\\left\3", "\\right\3")
  end)
  math.text = with_gaps(text:gsub("\3", "|"))
  return math
end

function RawBlock(block)
  if block.format == "html" then
    return pandoc.read(block.text, "html").blocks:walk({ Table = Table, Math = Math })
  end
end

-- a break, a superscript or the like inside a paragraph
function RawInline(inline)
  if inline.format == "html" and inline.text:match("^<[bB][rR]%s*/?>$") then
    return pandoc.LineBreak()
  end
end

local function is_number(text)
  return text:match("^[<>~≈±−+-]*%s*[%d.,]+%d*[eE]?[−+-]?%d*%s*[%%x×]?$") ~= nil
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
  local widths, texts = {}, {}
  local function measure(rows, is_body)
    for _, row in ipairs(rows) do
      for column, cell in ipairs(row.cells) do
        widths[column] = math.max(widths[column] or 0, longest_word(cell))
        local text = pandoc.utils.stringify(cell.contents)
        texts[column] = texts[column] or (is_body and text ~= "" and not is_number(text))
      end
    end
  end
  measure(tbl.head.rows)
  for _, body in ipairs(tbl.bodies) do
    measure(body.head)
    measure(body.body, true)
  end
  measure(tbl.foot.rows)
  local needed = 0
  for _, width in ipairs(widths) do
    needed = needed + width + PADDING
  end
  -- columns as wide as their content, whatever the Markdown's dashes said; numbers to the right unless told otherwise
  for i, spec in ipairs(tbl.colspecs) do
    local free = spec[1] == pandoc.AlignDefault or spec[1] == "AlignDefault"
    tbl.colspecs[i] = { free and not texts[i] and pandoc.AlignRight or spec[1], nil }
  end
  local open = ""
  if needed > CHARACTERS then
    open = string.format("#shrunk(%.3f)[", CHARACTERS / needed)
  end
  local rows = 0
  for _, body in ipairs(tbl.bodies) do
    rows = rows + #body.body
  end
  if rows > LONG then
    open = open .. "#long["
  end
  if open == "" then
    return tbl
  end
  local close = open:gsub("[^%[]", ""):gsub("%[", "]")
  return { pandoc.RawBlock("typst", open), tbl, pandoc.RawBlock("typst", close) }
end

-- Tables inside HTML are reached through RawBlock only, so none is measured twice.
return { { RawBlock = RawBlock, RawInline = RawInline, Math = Math, Table = Table } }
