// "Leave quickly" takes the place of this page: the way back does not lead here.
const leave = document.getElementById('leave');
leave.addEventListener('click', (event) => {
  event.preventDefault();
  document.body.hidden = true;
  window.location.replace(leave.href);
});
