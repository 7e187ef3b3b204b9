"""Results of queries -> Plotly figures and small SVGs. Pure: no streamlit, no queries."""
