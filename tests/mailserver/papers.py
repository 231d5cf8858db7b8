"""papers.py: invoices as an ordinary program makes them: PDF pages, Factur-X, CII.

SPDX-License-Identifier: GPL-3.0-or-later

No library: a PDF is a list of numbered objects and a table of where they begin (ISO 32000-1, 7.5).
"""


def escaped(text):
    raw = text.encode("cp1252", "replace")
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def page(lines):
    """Lines of cells; a cell is text, or (x, text). Cells of a line stand 130 points apart."""
    out, y = [b"BT"], 800
    for line in lines:
        cells = [line] if isinstance(line, str) else line
        for n, cell in enumerate(cells):
            x, text = cell if isinstance(cell, tuple) else (50 + 130 * n, cell)
            if text:
                out.append(b"/F 10 Tf 1 0 0 1 %d %d Tm (%s) Tj" % (x, y, escaped(text)))
        y -= 16
    return b"\n".join(out + [b"ET"])


def pdf(lines, attached=None, name="factur-x.xml"):
    """One page; `attached` becomes an embedded file, as PDF/A-3 has it."""
    content = page(lines)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R%s>>" % (
            b"/Names<</EmbeddedFiles<</Names[(x) 6 0 R]>>>>/AF[6 0 R]" if attached else b""),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"]
    if attached:
        objects += [
            b"<</Type/Filespec/F(%s)/UF(%s)/AFRelationship/Data/EF<</F 7 0 R>>>>" % (
                name.encode(), name.encode()),
            b"<</Type/EmbeddedFile/Subtype/text#2Fxml/Length %d>>stream\n%s\nendstream" % (
                len(attached), attached)]
    out, at = b"%PDF-1.7\n", []
    for n, body in enumerate(objects, 1):
        at.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, body)
    xref = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in at)
    return out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, xref)


def cii(number, total, issued, due, seller, buyer, iban, code="380", lowers=None, prepaid="0.00",
        payable=None):
    """A Cross Industry Invoice (Factur-X, profile BASIC WL), as small as it may be."""
    ref = f"""<ram:InvoiceReferencedDocument><ram:IssuerAssignedID>{lowers}</ram:IssuerAssignedID>
</ram:InvoiceReferencedDocument>""" if lowers else ""
    terms = f"""<ram:SpecifiedTradePaymentTerms><ram:DueDateDateTime><udt:DateTimeString format="102">{due}
</udt:DateTimeString></ram:DueDateDateTime></ram:SpecifiedTradePaymentTerms>""" if due else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
 xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
 xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">
<rsm:ExchangedDocument><ram:ID>{number}</ram:ID><ram:TypeCode>{code}</ram:TypeCode>
<ram:IssueDateTime><udt:DateTimeString format="102">{issued}</udt:DateTimeString></ram:IssueDateTime>
</rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction>
<ram:ApplicableHeaderTradeAgreement>
<ram:SellerTradeParty><ram:Name>{seller}</ram:Name></ram:SellerTradeParty>
<ram:BuyerTradeParty><ram:Name>{buyer}</ram:Name></ram:BuyerTradeParty>
</ram:ApplicableHeaderTradeAgreement>
<ram:ApplicableHeaderTradeDelivery/>
<ram:ApplicableHeaderTradeSettlement>
<ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
<ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>30</ram:TypeCode>
<ram:PayeePartyCreditorFinancialAccount><ram:IBANID>{iban}</ram:IBANID>
</ram:PayeePartyCreditorFinancialAccount></ram:SpecifiedTradeSettlementPaymentMeans>
{terms}
<ram:SpecifiedTradeSettlementHeaderMonetarySummation>
<ram:TaxBasisTotalAmount>{total}</ram:TaxBasisTotalAmount>
<ram:GrandTotalAmount>{total}</ram:GrandTotalAmount>
<ram:TotalPrepaidAmount>{prepaid}</ram:TotalPrepaidAmount>
<ram:DuePayableAmount>{payable or total}</ram:DuePayableAmount>
</ram:SpecifiedTradeSettlementHeaderMonetarySummation>{ref}
</ram:ApplicableHeaderTradeSettlement>
</rsm:SupplyChainTradeTransaction>
</rsm:CrossIndustryInvoice>
""".encode()
