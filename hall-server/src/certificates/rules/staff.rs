//! Does somebody work here, and what were they paid?

use jiff::civil::Date;

use crate::base_data::{Employment, Hundredths, Month, PersonRecord};

use super::refusal::Refusal;

/// What was paid over twelve months, before tax.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pay {
    /// The first of the twelve months.
    pub from: Month,
    /// The last of them.
    pub to: Month,
    /// In all, yuan.
    pub year: Hundredths,
    /// On average a month, to the hundredth, yuan.
    pub month: Hundredths,
}

/// Months a certificate of income is about.
const MONTHS: usize = 12;

/// The one post that goes on today.
pub(super) fn employed(person: &PersonRecord, today: Date) -> Result<&Employment, Refusal> {
    let over = |post: &Employment| post.until.is_some_and(|until| until < today);
    let mut going_on = person.employments.iter().filter(|post| !over(post));
    let Some(post) = going_on.next() else {
        let any = person.employments.first();
        return Err(any.map_or(Refusal::NotStaff, |_| Refusal::EmploymentEnded));
    };
    if going_on.next().is_some() {
        return Err(Refusal::TwoEmployments);
    }
    let since = post.since.ok_or(Refusal::EmploymentDateMissing)?;
    if post.until.is_some_and(|until| until < since) {
        return Err(Refusal::EmploymentEndsBeforeBeginning);
    }
    if since > today {
        return Err(Refusal::NotYetEmployed);
    }
    if post.department.zh.is_none() {
        return Err(Refusal::DepartmentMissing);
    }
    if post.post.zh.is_none() {
        return Err(Refusal::PostMissing);
    }
    Ok(post)
}

/// What was paid for the twelve months up to the last that is paid: last month, or the one before if its pay is not there yet.
pub(super) fn pay(person: &PersonRecord, post: &Employment, today: Date) -> Result<Pay, Refusal> {
    let since = Month::of(post.since.ok_or(Refusal::EmploymentDateMissing)?);
    let this = Month::of(today);
    for (at, income) in person.incomes.iter().enumerate() {
        if person.incomes[at + 1..].iter().any(|other| other.month == income.month) {
            return Err(Refusal::IncomeTwice);
        }
        if income.amount.0 < 0 || income.month > this {
            return Err(Refusal::IncomeImpossible);
        }
    }
    let paid = |month: Month| person.incomes.iter().find(|income| income.month == month);
    let last = this.before();
    let to = if paid(last).is_some() { last } else { last.before() };
    let mut months = vec![to];
    while months.len() < MONTHS {
        months.push(months[months.len() - 1].before());
    }
    let from = months[MONTHS - 1];
    if since > from {
        return Err(Refusal::EmployedTooShort);
    }
    let mut year = Hundredths::ZERO;
    for month in months {
        year += paid(month).ok_or(Refusal::IncomeMonthMissing)?.amount;
    }
    // To the nearest hundredth, half up.
    let month = Hundredths((year.0 * 2 + MONTHS as i64) / (2 * MONTHS as i64));
    Ok(Pay { from, to, year, month })
}
